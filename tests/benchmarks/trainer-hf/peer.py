"""Median time of one training step of BertForMaskedLM by Trainer in milliseconds, and peak memory in MiB."""

import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time

import torch
from transformers import BertConfig, BertForMaskedLM, Trainer, TrainerCallback, TrainingArguments

VOCABULARY, LENGTH, BATCH, MASKED = 4096, 64, 32, 307
WIDTH, LAYERS, HEADS = (int(argument) for argument in sys.argv[1:])
WARM_UP, TIMED = 30, 60
IGNORED = -100


class RandomTokens(torch.utils.data.Dataset):
    """Rows drawn before training. MASKED labels for each batch on average: Trainer shuffles the rows."""

    def __init__(self):
        rows = (WARM_UP + TIMED) * BATCH
        self.tokens = torch.randint(2, VOCABULARY, (rows, LENGTH))
        self.labels = torch.full((rows, LENGTH), IGNORED)
        for batch in self.labels.view(-1, BATCH * LENGTH):
            batch[torch.randperm(BATCH * LENGTH)[:MASKED]] = torch.randint(2, VOCABULARY, (MASKED,))

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, row):
        return {"input_ids": self.tokens[row], "labels": self.labels[row]}


class StepTimes(TrainerCallback):
    """From the batch in hand to the parameters updated; fetching a batch is not counted."""

    def __init__(self):
        self.times = []

    def on_step_begin(self, *arguments, **context):
        self.start = time.perf_counter()

    def on_step_end(self, *arguments, **context):
        self.times.append(1000 * (time.perf_counter() - self.start))


def main():
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    model = BertForMaskedLM(
        BertConfig(
            vocab_size=VOCABULARY,
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH,
            max_position_embeddings=LENGTH,
            hidden_act="gelu_pytorch_tanh",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )
    clock = StepTimes()
    with tempfile.TemporaryDirectory() as directory:
        settings = TrainingArguments(
            output_dir=directory,
            use_cpu=True,
            per_device_train_batch_size=BATCH,
            max_steps=WARM_UP + TIMED,
            learning_rate=1e-3,
            lr_scheduler_type="constant",
            adam_beta2=0.98,
            weight_decay=0.01,
            max_grad_norm=1.0,
            dataloader_pin_memory=False,
            logging_strategy="no",
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        print(f"attention {model.config._attn_implementation}, updater {settings.optim}", file=sys.stderr)
        with contextlib.redirect_stdout(sys.stderr):  # Trainer prints a summary of its own.
            Trainer(model, settings, train_dataset=RandomTokens(), callbacks=[clock]).train()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{statistics.median(clock.times[WARM_UP:]):.3f} {peak}")


main()
