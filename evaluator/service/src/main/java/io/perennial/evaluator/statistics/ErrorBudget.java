package io.perennial.evaluator.statistics;

/**
 * How much of an error rate a candidate may use, when candidate after candidate is asked the same question until one passes. The k-th
 * gets 6 / (pi^2 k^2) of it; these shares add up to 1 over any number of candidates (Basel series), so by Bonferroni's inequality the
 * chance that one passes wrongly, in the whole line, is at most the rate. The first keeps 61 % of it.
 *
 * @param rate error rate of the whole line of candidates, above 0 and below 0.5
 * @param place place of the candidate in the line, counted from 1
 */
public record ErrorBudget(double rate, long place) {
    public ErrorBudget {
        if (!(rate > 0 && rate < 0.5)) {
            throw new IllegalArgumentException("rate must be above 0 and below 0.5, was " + rate);
        }
        if (place < 1) {
            throw new IllegalArgumentException("place must be at least 1, was " + place);
        }
    }

    /** Error rate of this candidate's test. */
    public double level() {
        return share(place);
    }

    /** What the candidates up to this one have used together. */
    public double spent() {
        double spent = 0;
        for (long k = 1; k <= place; k++) {
            spent += share(k);
        }
        return spent;
    }

    private double share(long k) {
        return rate * 6 / (Math.PI * Math.PI * k * k);
    }
}
