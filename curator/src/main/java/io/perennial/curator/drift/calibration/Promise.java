package io.perennial.curator.drift.calibration;

/** What a rate of false alarms rests on. */
public enum Promise {
    /** On nothing: no rate is promised. */
    NONE,
    /** On an e-detector: whatever the dependence, as long as the expected mean stays near the reference. */
    E_DETECTOR,
    /** On thresholds that the history allows to replay, extended to a rarer alarm by the exponential law of run lengths. */
    EXTENDED,
    /** On the replay of a history of at least ten run lengths. */
    REPLAYED
}
