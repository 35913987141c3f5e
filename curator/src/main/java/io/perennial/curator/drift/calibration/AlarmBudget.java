package io.perennial.curator.drift.calibration;

/**
 * How many false alarms an operator accepts over all detectors. Expected numbers add, whatever the dependence of the detectors, so each
 * gets the same share.
 *
 * @param perDay accepted false alarms in a day
 */
public record AlarmBudget(double perDay) {
    public AlarmBudget {
        if (!(perDay > 0 && perDay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alarms.perDay must be a number above 0, was " + perDay);
        }
    }

    /**
     * Blocks between two false alarms of one detector.
     *
     * @param detectors that share the budget
     * @param blocksPerDay of this detector
     */
    public double runLength(int detectors, double blocksPerDay) {
        return detectors * blocksPerDay / perDay;
    }
}
