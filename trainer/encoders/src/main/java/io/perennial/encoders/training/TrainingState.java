package io.perennial.encoders.training;

/**
 * Everything that training changes.
 *
 * @param steps steps since the first checkpoint
 * @param parameters flat parameter vector
 * @param firstMoment Adam's mean of the gradients
 * @param secondMoment Adam's mean of the squared gradients
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of large arrays; never compared.
public record TrainingState(long steps, float[] parameters, float[] firstMoment, float[] secondMoment) {
    public static TrainingState initial(float[] parameters) {
        return new TrainingState(0, parameters, new float[parameters.length], new float[parameters.length]);
    }
}
