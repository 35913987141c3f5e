package io.perennial.trainer;

import io.perennial.encoders.MachinePeak;
import java.util.function.DoubleSupplier;

/** The peak of the machine, measured when it is first asked for and then kept, also for other trainers of the process. Thread-safe. */
final class MeasuredPeak implements DoubleSupplier {
    private double measured;

    @Override
    public synchronized double getAsDouble() {
        if (measured == 0) {
            measured = MachinePeak.measure();
        }
        return measured;
    }
}
