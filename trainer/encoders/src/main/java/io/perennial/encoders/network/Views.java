package io.perennial.encoders.network;

import io.perennial.encoders.plan.Tensor;

/**
 * Views of one size.
 *
 * @param patches first view 0 of every picture, then view 1, ... (count * pictures * patches, patch width)
 * @param shape shape of the encoder for their size
 * @param count views of each picture
 */
public record Views(Tensor patches, ImageShape shape, int count) {}
