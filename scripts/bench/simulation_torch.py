"""PyTorch's side of simulation: a plain FedAvg loop over what SimulationExport wrote. One resident model, clients in sequence.

Usage: simulation_torch.py FOLDER PROCESSES THREADS

With more than one process, the clients of a round and the test set are divided between so many workers, which read the model from
shared memory and leave their sums of models there. Prints {"seconds": of the rounds, "curve": [[round, accuracy], ...]}.
"""
import json
import multiprocessing
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn

EVALUATED_AT_ONCE = 500


class Experiment:
    """The exported arrays."""

    def __init__(self, folder):
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.__dict__.update(index)
        self.train_x = self.images(folder / "train-x.f32")
        self.train_y = self.numbers(folder / "train-y.i32").long()
        self.test_x = self.images(folder / "test-x.f32")
        self.test_y = self.numbers(folder / "test-y.i32").long()
        self.initial = torch.from_numpy(numpy.fromfile(folder / "initial.f32", "<f4"))
        self.starts = numpy.concatenate([[0], numpy.cumsum(self.counts)])
        self.orders = self.split_orders(self.numbers(folder / "order.i32").long())

    @staticmethod
    def images(path):
        return torch.from_numpy(numpy.fromfile(path, "<f4")).view(-1, 1, 28, 28)

    @staticmethod
    def numbers(path):
        return torch.from_numpy(numpy.fromfile(path, "<i4"))

    def split_orders(self, flat):
        """{(round, client): [the order of each epoch]}."""
        orders, at = {}, 0
        for number, cohort in enumerate(self.cohorts):
            for client in cohort:
                examples = self.counts[client]
                orders[number, client] = flat[at:at + examples * self.epochs].split(examples)
                at += examples * self.epochs
        return orders

    def client(self, client):
        start, end = self.starts[client], self.starts[client + 1]
        return self.train_x[start:end], self.train_y[start:end]


def network(experiment):
    if experiment.model == "softmax-regression":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    if experiment.model == "mlp":
        sizes, layers = [784, *experiment.hidden], [nn.Flatten()]
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        return nn.Sequential(*layers, nn.Linear(sizes[-1], 10))
    if experiment.model == "fedavg-cnn":
        return nn.Sequential(
            nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 10))
    sys.exit(f"simulation: PyTorch's side has no network '{experiment.model}'")


def converted(net, ours):
    """Starling's flat parameters as PyTorch's: weights are [inputs, outputs] and [height, width, inputs, outputs] there, and images
    are flattened with their channels last."""
    parts, at, channels = [], 0, 1
    for layer in net:
        if not isinstance(layer, (nn.Linear, nn.Conv2d)):
            continue
        weight = ours[at:at + layer.weight.numel()]
        at += layer.weight.numel()
        if isinstance(layer, nn.Conv2d):
            height, width = layer.kernel_size
            weight = weight.view(height, width, layer.in_channels, layer.out_channels).permute(3, 2, 0, 1)
            channels = layer.out_channels
        else:
            weight = weight.view(-1, channels, layer.out_features).transpose(0, 1)
            weight = weight.reshape(layer.in_features, layer.out_features).t()
            channels = 1
        parts += [weight.reshape(-1), ours[at:at + layer.bias.numel()]]
        at += layer.bias.numel()
    if at != ours.numel():
        sys.exit(f"simulation: the networks differ: PyTorch's has {at} parameters, Starling's {ours.numel()}")
    return torch.cat(parts)


class Trainer:
    """The resident model, its parameters being views of one vector."""

    def __init__(self, experiment):
        self.experiment, self.net = experiment, network(experiment)
        self.flat = converted(self.net, experiment.initial).clone()
        at = 0
        for parameter in self.net.parameters():
            parameter.data = self.flat[at:at + parameter.numel()].view(parameter.shape)
            at += parameter.numel()
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=experiment.learningRate)

    def train(self, model, number, clients, total):
        """Adds the clients' models, weighted by their examples, to total."""
        experiment = self.experiment
        self.optimizer.param_groups[0]["lr"] = experiment.learningRate * experiment.learningRateDecay ** number
        for client in clients:
            self.flat.copy_(model)
            x, y = experiment.client(client)
            for order in experiment.orders[number, client]:
                for inputs, labels in zip(x[order].split(experiment.batchSize), y[order].split(experiment.batchSize)):
                    self.optimizer.zero_grad()
                    self.loss(self.net(inputs), labels).backward()
                    self.optimizer.step()
            total.add_(self.flat, alpha=experiment.counts[client])

    def correct(self, model, start, end):
        """How many test examples the model gets right."""
        self.flat.copy_(model)
        x, y = self.experiment.test_x[start:end], self.experiment.test_y[start:end]
        with torch.no_grad():
            return sum((self.net(inputs).argmax(1) == labels).sum().item()
                       for inputs, labels in zip(x.split(EVALUATED_AT_ONCE), y.split(EVALUATED_AT_ONCE)))


class Alone:
    """All work in this process."""

    def __init__(self, experiment):
        self.trainer = Trainer(experiment)
        self.model = self.trainer.flat.clone()
        self.total = torch.zeros_like(self.model)

    def train(self, number, cohort):
        self.total.zero_()
        self.trainer.train(self.model, number, cohort, self.total)

    def correct(self, examples):
        return self.trainer.correct(self.model, 0, examples)


class Shared:
    """Work divided between processes; models and sums travel through shared memory."""

    def __init__(self, experiment, processes):
        self.model = converted(network(experiment), experiment.initial).share_memory_()
        self.totals = [torch.zeros_like(self.model).share_memory_() for _ in range(processes)]
        self.total = torch.zeros_like(self.model)
        context = multiprocessing.get_context("fork")
        self.pipes = []
        for total in self.totals:
            ours, theirs = context.Pipe()
            context.Process(target=self.work, args=(experiment, total, theirs), daemon=True).start()
            self.pipes.append(ours)

    def work(self, experiment, total, pipe):
        torch.set_num_threads(1)
        trainer = Trainer(experiment)
        while True:
            what, *arguments = pipe.recv()
            if what == "train":
                total.zero_()
                trainer.train(self.model, *arguments, total)
                pipe.send(None)
            else:
                pipe.send(trainer.correct(self.model, *arguments))

    def ask(self, questions):
        for pipe, question in zip(self.pipes, questions):
            pipe.send(question)
        return [pipe.recv() for pipe in self.pipes]

    def train(self, number, cohort):
        parts = len(self.pipes)
        self.ask([("train", number, cohort[part::parts]) for part in range(parts)])
        torch.add(self.totals[0], self.totals[1], out=self.total)
        for total in self.totals[2:]:
            self.total.add_(total)

    def correct(self, examples):
        parts = len(self.pipes)
        edges = [examples * part // parts for part in range(parts + 1)]
        return sum(self.ask([("evaluate", start, end) for start, end in zip(edges, edges[1:])]))


def run(experiment, side):
    curve, examples = [], len(experiment.test_y)
    start = time.perf_counter()
    for number in range(experiment.rounds + 1):
        if number in experiment.evaluations:
            curve.append([number, side.correct(examples) / examples])
        cohort = experiment.cohorts[number]
        if cohort:
            side.train(number, cohort)
            torch.div(side.total, sum(experiment.counts[client] for client in cohort), out=side.model)
    return {"seconds": time.perf_counter() - start, "curve": curve}


def main():
    folder, processes, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    experiment = Experiment(folder)
    side = Alone(experiment) if processes == 1 else Shared(experiment, processes)
    print(json.dumps(run(experiment, side)))


if __name__ == "__main__":
    main()
