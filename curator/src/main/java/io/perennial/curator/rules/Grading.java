package io.perennial.curator.rules;

import io.perennial.schemas.records.DriftRequest;

/**
 * What a signal asks for, by how far the descriptor moved and how much of the traffic did. The pull is effect times share: by how many
 * deviations of a sample the source moves the stream as a whole.
 *
 * @param ignoreBelow a pull below this asks for nothing
 * @param quarantineFrom an effect from this on, in deviations of a sample, in a source of at most {@code quarantineShare} of the traffic: the
 *     source is likelier broken than the world changed
 * @param trainFrom a pull from this on asks to train now
 * @param holdFrom a pull from this on asks to hold promotion
 */
public record Grading(
        double ignoreBelow, double quarantineFrom, double quarantineShare, double trainFrom, double holdFrom) {

    public Grading {
        if (!(ignoreBelow >= 0 && ignoreBelow <= trainFrom && trainFrom <= holdFrom)) {
            throw new IllegalArgumentException("drift.grading needs 0 <= ignoreBelow <= trainFrom <= holdFrom, was "
                    + ignoreBelow + ", " + trainFrom + ", " + holdFrom);
        }
        if (!(quarantineFrom > 0 && quarantineShare >= 0 && quarantineShare <= 1)) {
            throw new IllegalArgumentException(
                    "drift.grading needs quarantineFrom above 0 and a quarantineShare from 0 to 1, was "
                            + quarantineFrom + " and " + quarantineShare);
        }
    }

    /**
     * @param effect distance of the means in deviations of a sample; 0: unknown
     * @param share of the source in the traffic, from 0 to 1; 0: unknown, and taken for all of it
     * @param promised whether the detector stands under a promise; without one it asks for no more than replay
     * @param strongest what may be asked for at most, and what is asked for if the effect is unknown
     */
    public DriftRequest request(double effect, double share, boolean promised, DriftRequest strongest) {
        DriftRequest wanted = effect > 0 ? grade(effect, share > 0 ? share : 1) : strongest;
        DriftRequest allowed = promised ? strongest : weaker(strongest, DriftRequest.RAISE_REPLAY);
        return weaker(wanted, allowed);
    }

    private DriftRequest grade(double effect, double share) {
        double pull = effect * share;
        if (pull < ignoreBelow) {
            return DriftRequest.IGNORE;
        }
        if (effect >= quarantineFrom && share <= quarantineShare) {
            return DriftRequest.QUARANTINE_SOURCE;
        }
        if (pull >= holdFrom) {
            return DriftRequest.HOLD_PROMOTION;
        }
        return pull >= trainFrom ? DriftRequest.TRAIN_NOW : DriftRequest.RAISE_REPLAY;
    }

    /** The symbols are ordered from mild to strong. */
    private static DriftRequest weaker(DriftRequest one, DriftRequest other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
