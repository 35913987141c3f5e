package io.perennial.console.command;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.perennial.schemas.records.OperatorAction;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for, as the REST API takes it. Nothing is checked yet; absent fields are null.
 *
 * @param to version number, checkpoint id, or at least eight of its first digits
 * @param expectedGeneration generation that the operator saw
 * @param confirm the name of the model, typed again
 * @param idempotencyKey a second request with the same key changes nothing; null: one is made up
 */
@JsonIgnoreProperties(ignoreUnknown = false)
public record CommandRequest(
        @Nullable String model,
        @Nullable OperatorAction action,
        @Nullable String to,
        @Nullable Long expectedGeneration,
        @Nullable String reason,
        @Nullable String confirm,
        @Nullable String idempotencyKey) {}
