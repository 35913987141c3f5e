package io.perennial.curator.drift.detectors;

/**
 * The chi-square distribution, by the series and the continued fraction of the incomplete gamma function (Abramowitz and Stegun 6.5.29 and
 * 6.5.31).
 */
final class ChiSquare {
    private static final double PRECISION = 1e-15;
    private static final int MOST_TERMS = 10_000;
    private static final double TINY = 1e-300;
    /** Coefficients of the approximation of Lanczos (1964) with g = 7 and nine terms. */
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private ChiSquare() {}

    /** Probability of at most {@code value} with so many degrees of freedom. */
    static double probability(int degrees, double value) {
        if (value <= 0) {
            return 0;
        }
        double a = degrees / 2.0;
        double x = value / 2;
        double scale = StrictMath.exp(a * StrictMath.log(x) - x - logGamma(a));
        return x < a + 1 ? scale * series(a, x) : 1 - scale * fraction(a, x);
    }

    /** The value that is exceeded with probability 1 - {@code share}; between 0 and 1. */
    static double quantile(int degrees, double share) {
        Require.inside(share, 0, 1, "share");
        double low = 0;
        double high = Math.max(1, degrees);
        while (probability(degrees, high) < share) {
            low = high;
            high *= 2;
        }
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
            if (probability(degrees, middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int i = 1; i < MOST_TERMS && term > sum * PRECISION; i++) {
            term *= x / (a + i);
            sum += term;
        }
        return sum;
    }

    /** By the method of Lentz (1976). */
    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double product = d;
        for (int i = 1; i < MOST_TERMS; i++) {
            double numerator = -i * (i - a);
            b += 2;
            d = 1 / awayFromZero(numerator * d + b);
            c = awayFromZero(b + numerator / c);
            product *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                break;
            }
        }
        return product;
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double logGamma(double value) {
        double shifted = value - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (shifted + i);
        }
        double base = shifted + LANCZOS.length - 1.5;
        return StrictMath.log(StrictMath.sqrt(2 * Math.PI) * sum) + (shifted + 0.5) * StrictMath.log(base) - base;
    }
}
