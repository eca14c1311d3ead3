// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A terminal of a given size. Each time that its size is asked for, the next thing happens. */
final class FakeTerminal implements Terminal {

    private final Deque<Runnable> script;
    private final Deque<char[]> typed = new ArrayDeque<>();
    private final List<String> prompts = new ArrayList<>();
    private Size size;
    private boolean raw;

    FakeTerminal(int rows, int columns, Runnable... script) {
        this.size = new Size(rows, columns);
        this.script = new ArrayDeque<>(List.of(script));
    }

    @Override
    public boolean out() {
        return true;
    }

    @Override
    public boolean err() {
        return true;
    }

    @Override
    public Size size() {
        Size now = size;
        if (!script.isEmpty()) {
            script.poll().run();
        }
        return now;
    }

    @Override
    public boolean in() {
        return true;
    }

    @Override
    public char[] secret(String prompt) {
        prompts.add(prompt);
        return typed.poll();
    }

    @Override
    public Optional<Keys> keys() {
        raw = true;
        return Optional.of(() -> raw = false);
    }

    /** Whether nobody gave the terminal back. */
    boolean isRaw() {
        return raw;
    }

    /** What they type when they are asked for a secret, one after the other. */
    FakeTerminal types(char[]... secrets) {
        typed.addAll(List.of(secrets));
        return this;
    }

    /** What they were asked. */
    List<String> prompts() {
        return prompts;
    }

    void resize(int rows, int columns) {
        size = new Size(rows, columns);
    }
}
