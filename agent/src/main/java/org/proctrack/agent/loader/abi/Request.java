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

    public long job() {
        return Abi.Request.JOB.unsigned(view);
    }

    public int count() {
        return Abi.Request.COUNT.get(view);
    }

    /** OP_REGISTER: this process. */
    public Request register(long pid) {
        Abi.Request.REG_PID.put(view, (int) pid);
        return this;
    }

    /** {@return OP_UNREGISTER: processes that the job has} */
    public long processes() {
        return Abi.Request.UNREGISTER_PROCESSES.unsigned(view);
    }

    /** OP_FIND: this process. */
    public Request find(long pid) {
        Abi.Request.FIND_PID.put(view, (int) pid);
        return this;
    }

    /** OP_TIE: to this process, 0 = to nobody. */
    public Request tie(long owner) {
        Abi.Request.TIE_PID.put(view, (int) owner);
        return this;
    }

    /** OP_LIST: from this place on. */
    public Request place(Place place) {
        Abi.Request.LIST_AFTER.put(view, place.after());
        Abi.Request.LIST_HINT.put(view, place.hint());
        return generation(place.generation());
    }

    /** {@return where the listing goes on with another request} */
    public Place place() {
        return new Place(
                Abi.Request.GENERATION.get(view), Abi.Request.LIST_AFTER.get(view), Abi.Request.LIST_HINT.get(view));
    }

    /** {@return whether the listing goes on with the next call of this same request} */
    public boolean goesOn() {
        return Abi.Request.LIST_AFTER.get(view) != 0;
    }

    /** OP_LABEL. */
    public Request label(long user, String label) {
        Abi.Request.LABEL_USER.put(view, (int) user);
        Abi.Request.LABEL_TEXT.put(view, label.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** {@return whether an account is of one moment} */
    public boolean settled() {
        return Abi.Request.ACCOUNT_MOVED.get(view) == 0;
    }

    /** OP_EVENTS: those behind this one. */
    public Request after(long event) {
        Abi.Request.EVENTS_AFTER.put(view, event);
        return this;
    }

    /** {@return whether there are more events than those that have come} */
    public boolean hasMoreEvents() {
        return Abi.Request.EVENTS_AFTER.get(view) < lastEvent();
    }

    /** {@return the number of the last event that there is} */
    public long lastEvent() {
        return Abi.Request.EVENTS_LAST.get(view);
    }

    /** OP_WATCH. */
    public Request watch(boolean on) {
        Abi.Request.WATCH_ON.put(view, on ? 1 : 0);
        return this;
    }

    /** OP_DEBUG. */
    public Request debug(boolean on) {
        Abi.Request.DEBUG_ON.put(view, on ? 1 : 0);
        return this;
    }
}
