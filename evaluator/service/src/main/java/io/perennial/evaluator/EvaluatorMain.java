package io.perennial.evaluator;

import io.perennial.runtime.ServiceMain;

/** Starts the evaluator. */
public final class EvaluatorMain {
    private EvaluatorMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-evaluator", EvaluatorConfig.definition(), arguments, EvaluatorService::new);
    }
}
