// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.abi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.proctrack.agent.kernel.Place;

/** A {@code struct pt_request}: what to ask, and the answer in place. */
public final class Request {

    private final byte[] bytes;
    private final ByteBuffer view;

    private Request(byte[] bytes) {
        this.bytes = bytes;
        this.view = Field.view(bytes);
    }

    /** {@return a request about a job} */
    public static Request of(int operation, long job) {
        return of(new byte[Abi.Request.SIZEOF], operation, job);
    }

    /** {@return a request at the head of a page} */
    public static Request of(byte[] page, int operation, long job) {
        Request request = new Request(page);
        Abi.Request.OP.put(request.view, operation);
        Abi.Request.JOB.put(request.view, (int) job);
        return request;
    }

    /** {@return the bytes that C reads and writes; no copy} */
    public byte[] bytes() {
        return bytes;
    }

    public Request generation(long generation) {
        Abi.Request.GENERATION.put(view, generation);
        return this;
    }

    public Request pid(long pid) {
        Abi.Request.PID.put(view, (int) pid);
        return this;
    }

    public Request flags(int flags) {
        Abi.Request.FLAGS.put(view, flags);
        return this;
    }

    public Request label(long user, String label) {
        Abi.Request.USER.put(view, (int) user);
        Abi.Request.LABEL.put(view, label.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public Request place(Place place) {
        Abi.Request.HINT.put(view, place.hint());
        return generation(place.generation()).after(place.after());
    }

    /** {@return where the listing goes on with another request} */
    public Place place() {
        return new Place(Abi.Request.GENERATION.get(view), after(), hint());
    }

    public Request after(long after) {
        Abi.Request.AFTER.put(view, after);
        return this;
    }

    public long after() {
        return Abi.Request.AFTER.get(view);
    }

    public long hint() {
        return Abi.Request.HINT.get(view);
    }

    /** {@return whether an account is of one moment} */
    public boolean settled() {
        return Abi.Request.REFUSED.get(view) == 0;
    }

    public long job() {
        return Abi.Request.JOB.unsigned(view);
    }

    public int count() {
        return Abi.Request.COUNT.get(view);
    }

    public long total() {
        return Abi.Request.TOTAL.unsigned(view);
    }

    /** {@return whether the listing goes on with the next call of this same request} */
    public boolean goesOn() {
        return Abi.Request.AFTER.get(view) != 0;
    }
}
