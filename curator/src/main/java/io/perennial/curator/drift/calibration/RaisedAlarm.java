package io.perennial.curator.drift.calibration;

/**
 * An alarm under a promise.
 *
 * @param alarm what the detector saw
 * @param promise what the rate rests on
 * @param runLength promised mean number of blocks between false alarms
 * @param history blocks of history that the promise rests on
 */
public record RaisedAlarm(Alarm alarm, Promise promise, double runLength, long history) {}
