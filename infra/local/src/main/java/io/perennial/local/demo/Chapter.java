package io.perennial.local.demo;

/** A part of the story. It makes something happen, says what, and waits for what should follow, but not for ever. */
interface Chapter {
    /** @throws StoppedException if the run is stopped meanwhile */
    void tell(Narrator narrator) throws InterruptedException, StoppedException;
}
