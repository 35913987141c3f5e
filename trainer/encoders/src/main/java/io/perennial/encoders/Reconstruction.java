package io.perennial.encoders;

/**
 * A picture with hidden patches, and what a masked autoencoder puts there. Pictures are PNG, as large as the model sees them.
 *
 * @param original the whole picture
 * @param visible the same with the hidden patches grey
 * @param reconstructed the same with the hidden patches as predicted, each with the mean and the contrast of the true one
 * @param error mean squared error of the normalised hidden pixels, as in the loss
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
public record Reconstruction(byte[] original, byte[] visible, byte[] reconstructed, double error) {}
