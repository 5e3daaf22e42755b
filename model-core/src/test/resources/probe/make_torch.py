"""The paper's head trained by PyTorch, beside which LinearConstraintTrainer is held; writes torch.json.

    pip install torch==2.15.0 numpy==2.4.6
    python make_torch.py

`steps`: weights after a training without chance (no dropout, windows in their order, given first weights).
`seeds`: balanced accuracy on test windows for ten seeds, with dropout and shuffling, as the authors train.
Data come from a generator that Java has as well (TorchTwinTest).
"""
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn


class Draws:
    """x -> (1103515245 x + 12345) mod 2^31, as numbers from -1 to 1."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self, *shape):
        values = np.empty(int(np.prod(shape)))
        for i in range(values.size):
            self.state = (1103515245 * self.state + 12345) % 2**31
            values[i] = self.state / 2**30 - 1
        return values.reshape(shape).astype(np.float32)


def windows(seed, count, patches, width, classes):
    """Each class has its own pattern in each patch, and much noise."""
    draw = Draws(seed)
    pattern = draw(classes, patches, width)
    y = np.arange(count) % classes
    return torch.tensor(0.16 * pattern[y] + draw(count, patches, width)), torch.tensor(y)


class Probe(nn.Module):
    def __init__(self, patches, width, classes, dropout):
        super().__init__()
        self.probe1, self.probe2 = nn.Linear(width, 16), nn.Linear(16 * patches, classes)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        for layer, limit in ((self.probe1, 1), (self.probe2, 0.25)):
            layer.weight.data = torch.renorm(layer.weight.data, 2, 0, limit)
        return self.probe2(self.probe1(self.drop(x)).flatten(1))


def train(model, x, y, weights, epochs, batch, rate, smoothing, shuffle):
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.01)
    steps = -(-len(x) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, steps_per_epoch=steps, epochs=epochs,
                                                   pct_start=0.2)
    loss = nn.CrossEntropyLoss(label_smoothing=smoothing, reduction="none")
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(x)) if shuffle else torch.arange(len(x))
        for part in order.split(batch):
            optimizer.zero_grad()
            w = weights[part]
            (loss(model(x[part]), y[part]) * w / w.sum()).sum().backward()
            optimizer.step()
            schedule.step()
    model.eval()


def steps():
    x, y = windows(11, 22, 3, 8, 3)
    draw = Draws(12)
    model = Probe(3, 8, 3, 0)
    model.probe1.weight.data = torch.tensor(draw(16, 8))
    model.probe1.bias.data = torch.tensor(draw(16))
    model.probe2.weight.data = torch.tensor(draw(3, 48))
    model.probe2.bias.data = torch.tensor(draw(3))
    weights = torch.tensor([1.0, 2.0, 0.5])[y]
    train(model, x, y, weights, epochs=5, batch=8, rate=0.02, smoothing=0.1, shuffle=False)
    model(x)  # limits the norms once more
    return {name: value.flatten().tolist() for name, value in model.state_dict().items()}


def seeds():
    x, y = windows(21, 240 + 600, 4, 24, 3)
    scores = []
    for seed in range(10):
        torch.manual_seed(seed)
        model = Probe(4, 24, 3, 0.5)
        train(model, x[:240], y[:240], torch.ones(240), epochs=60, batch=32, rate=4e-3, smoothing=0.1, shuffle=True)
        found = model(x[240:]).argmax(1)
        scores.append(float(np.mean([(found[y[240:] == k] == k).float().mean() for k in range(3)])))
    return scores


if __name__ == "__main__":
    answers = {"torch": torch.__version__, "steps": steps(), "seeds": seeds()}
    print(answers["seeds"])
    Path(__file__).with_name("torch.json").write_text(json.dumps(answers))
