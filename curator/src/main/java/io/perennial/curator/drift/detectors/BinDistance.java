package io.perennial.curator.drift.detectors;

/**
 * How far two counts over the same bins are apart. Bins that are empty on both sides are left out, and half an observation is added to
 * every other bin, so that an empty one does not make a distance infinite.
 *
 * <p>Where nothing has changed, both statistics scale to the same law: the stability index divided by 1/n + 1/m is chi-square with one
 * degree of freedom less than there are bins (Yurdakul, "Statistical Properties of Population Stability Index", 2018), and eight times the
 * Jensen-Shannon divergence in natural units is the same to second order. {@link #byChance} turns that
 * into what small samples reach by chance; a fixed band alone raises alarms on them.
 */
public enum BinDistance {
    /** Population stability index, sum of (p - q) ln(p / q): the divergence of Kullback and Leibler both ways. From 0, no upper limit. */
    STABILITY_INDEX {
        @Override
        double term(double p, double q) {
            return (p - q) * StrictMath.log(p / q);
        }

        @Override
        double ofSum(double sum) {
            return sum;
        }

        @Override
        double ofChiSquare(double scaled) {
            return scaled;
        }
    },
    /** Distance of Jensen and Shannon: square root of their divergence in bits. From 0 to 1. */
    JENSEN_SHANNON {
        @Override
        double term(double p, double q) {
            double middle = (p + q) / 2;
            return (p * StrictMath.log(p / middle) + q * StrictMath.log(q / middle)) / 2;
        }

        @Override
        double ofSum(double sum) {
            return Math.sqrt(Math.max(0, sum) / LN_2);
        }

        @Override
        double ofChiSquare(double scaled) {
            return Math.sqrt(Math.min(1, scaled / (8 * LN_2)));
        }
    };

    private static final double LN_2 = StrictMath.log(2);
    private static final double ADDED = 0.5;

    abstract double term(double p, double q);

    abstract double ofSum(double sum);

    abstract double ofChiSquare(double scaled);

    /**
     * The distance.
     *
     * @throws IllegalArgumentException if a side is empty or the bins are not the same
     */
    public double between(BinCounts reference, BinCounts current) {
        int used = used(reference, current);
        double ofReference = reference.total() + used * ADDED;
        double ofCurrent = current.total() + used * ADDED;
        double sum = 0;
        for (int bin = 0; bin < reference.bins(); bin++) {
            if (reference.count(bin) + current.count(bin) > 0) {
                sum += term((reference.count(bin) + ADDED) / ofReference, (current.count(bin) + ADDED) / ofCurrent);
            }
        }
        return ofSum(sum);
    }

    /**
     * What the distance has to exceed: the band, or what chance reaches on samples of this size, whichever is more.
     *
     * @param band smallest change that matters, whatever the size; usual are 0.1 (moderate) and 0.25 (large) for the stability index
     *     and 0.1 for Jensen and Shannon
     * @param falseAlarms accepted share of false alarms where nothing has changed, between 0 and 1
     */
    public double threshold(BinCounts reference, BinCounts current, double band, double falseAlarms) {
        return Math.max(band, byChance(reference, current, falseAlarms));
    }

    /** What the distance exceeds only so often where nothing has changed. */
    public double byChance(BinCounts reference, BinCounts current, double falseAlarms) {
        int used = used(reference, current);
        double spread = 1.0 / reference.total() + 1.0 / current.total();
        return used == 1 ? 0 : ofChiSquare(ChiSquare.quantile(used - 1, 1 - falseAlarms) * spread);
    }

    /** Bins that are not empty on both sides. */
    private static int used(BinCounts reference, BinCounts current) {
        Require.equal(current.bins(), reference.bins(), "bins of the counts to compare");
        if (reference.total() == 0 || current.total() == 0) {
            throw new IllegalArgumentException("counts to compare must not be empty, were " + reference.total()
                    + " and " + current.total() + " observations");
        }
        int used = 0;
        for (int bin = 0; bin < reference.bins(); bin++) {
            used += reference.count(bin) + current.count(bin) > 0 ? 1 : 0;
        }
        return used;
    }
}
