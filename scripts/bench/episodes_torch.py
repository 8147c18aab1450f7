"""PyTorch's side of episodes: meta-training steps as its users write them. A step is a meta-batch with its draw and one step of Adam."""
import sys

import torch
from torch import nn
from torch.nn import functional as F

from torch_peer import serve

CLASSES, DRAWINGS = 100, 20


class Sinusoids:
    """MAML on sinusoids (Finn et al. 2017): MLP 1-40-40-1, 10 shots, 10 queries, one inner step of 0.01, 25 tasks a step."""
    TASKS, SHOTS, QUERIES, RATE = 25, 10, 10, 0.01

    def __init__(self):
        self.weights = [p for sizes in ((1, 40), (40, 40), (40, 1)) for p in nn.Linear(*sizes).parameters()]
        self.optimizer = torch.optim.Adam(self.weights, lr=0.001)

    def parameters(self):
        return self.weights

    def draw(self):
        """x and y of all tasks, support first: [tasks, shots + queries, 1]."""
        amplitude = torch.rand(self.TASKS, 1, 1) * 4.9 + 0.1
        phase = torch.rand(self.TASKS, 1, 1) * torch.pi
        x = torch.rand(self.TASKS, self.SHOTS + self.QUERIES, 1) * 10 - 5
        return x, amplitude * torch.sin(x - phase)

    @staticmethod
    def loss(weights, x, y):
        h = F.relu(F.linear(x, weights[0], weights[1]))
        h = F.relu(F.linear(h, weights[2], weights[3]))
        return F.mse_loss(F.linear(h, weights[4], weights[5]), y)

    def step(self):
        x, y = self.draw()
        self.optimizer.zero_grad()
        value = self.meta_loss(x, y)
        self.optimizer.step()
        return value


class SinusoidLoop(Sinusoids):
    """One task after another."""

    def meta_loss(self, x, y):
        total = 0
        for task in range(self.TASKS):
            xs, xq = x[task].split([self.SHOTS, self.QUERIES])
            ys, yq = y[task].split([self.SHOTS, self.QUERIES])
            gradients = torch.autograd.grad(self.loss(self.weights, xs, ys), self.weights, create_graph=True)
            adapted = [weight - self.RATE * gradient for weight, gradient in zip(self.weights, gradients)]
            value = self.loss(adapted, xq, yq) / self.TASKS
            value.backward()
            total += value.detach()
        return total


class SinusoidVmap(Sinusoids):
    """All tasks at once, by functorch."""

    def __init__(self):
        super().__init__()
        from functorch import grad, grad_and_value, vmap

        def task(weights, xs, ys, xq, yq):
            gradients = grad(self.loss)(weights, xs, ys)
            adapted = [weight - self.RATE * gradient for weight, gradient in zip(weights, gradients)]
            return self.loss(adapted, xq, yq)

        def total(weights, *batch):
            return vmap(task, in_dims=(None, 0, 0, 0, 0))(weights, *batch).mean()

        self.gradient = grad_and_value(total)

    def meta_loss(self, x, y):
        xs, xq = x.split([self.SHOTS, self.QUERIES], 1)
        ys, yq = y.split([self.SHOTS, self.QUERIES], 1)
        gradients, value = self.gradient([weight.detach() for weight in self.weights], xs, ys, xq, yq)
        for weight, gradient in zip(self.weights, gradients):
            weight.grad = gradient
        return value


class Images:
    """Random classes of random images, from which episodes are drawn."""

    def __init__(self):
        self.pool = torch.rand(CLASSES, DRAWINGS, 1, 28, 28)

    def draw(self, ways, shots, queries):
        """Support x, y and query x, y."""
        classes = torch.randperm(CLASSES)[:ways]
        drawings = torch.stack([torch.randperm(DRAWINGS)[:shots + queries] for _ in range(ways)])
        chosen = self.pool[classes[:, None], drawings]
        labels = torch.arange(ways)
        return (chosen[:, :shots].reshape(-1, 1, 28, 28), labels.repeat_interleave(shots),
                chosen[:, shots:].reshape(-1, 1, 28, 28), labels.repeat_interleave(queries))


class OmniglotMaml:
    """Second-order MAML on Conv4: 5 ways, 1 shot, 15 queries a class, one inner step of 0.4, 4 tasks a step."""
    TASKS, WAYS, SHOTS, QUERIES, FILTERS, RATE = 4, 5, 1, 15, 64, 0.4

    def __init__(self):
        self.images, self.weights, channels = Images(), [], 1
        for _ in range(4):
            conv, norm = nn.Conv2d(channels, self.FILTERS, 3, padding=1), nn.BatchNorm2d(self.FILTERS)
            self.weights += [conv.weight, conv.bias, norm.weight, norm.bias]
            channels = self.FILTERS
        head = nn.Linear(self.FILTERS, self.WAYS)
        self.weights += [head.weight, head.bias]
        self.optimizer = torch.optim.Adam(self.weights, lr=0.001)

    def parameters(self):
        return self.weights

    @staticmethod
    def loss(weights, x, y):
        for block in range(4):
            weight, bias, gamma, beta = weights[4 * block:4 * block + 4]
            x = F.conv2d(x, weight, bias, padding=1)
            x = F.max_pool2d(F.relu(F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)), 2)
        return F.cross_entropy(F.linear(x.flatten(1), *weights[16:]), y)

    def step(self):
        self.optimizer.zero_grad()
        total = 0
        for _ in range(self.TASKS):
            xs, ys, xq, yq = self.images.draw(self.WAYS, self.SHOTS, self.QUERIES)
            gradients = torch.autograd.grad(self.loss(self.weights, xs, ys), self.weights, create_graph=True)
            adapted = [weight - self.RATE * gradient for weight, gradient in zip(self.weights, gradients)]
            value = self.loss(adapted, xq, yq) / self.TASKS
            value.backward()
            total += value.detach()
        self.optimizer.step()
        return total


class OmniglotProtoNet:
    """ProtoNet (Snell et al. 2017): 60 ways, 5 shots, 5 queries a class, running statistics, one episode a step."""
    WAYS, SHOTS, QUERIES, FILTERS = 60, 5, 5, 64

    def __init__(self):
        layers, channels = [], 1
        for _ in range(4):
            layers += [nn.Conv2d(channels, self.FILTERS, 3, padding=1), nn.BatchNorm2d(self.FILTERS), nn.ReLU(), nn.MaxPool2d(2)]
            channels = self.FILTERS
        self.images, self.net = Images(), nn.Sequential(*layers, nn.Flatten())
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=0.001)

    def parameters(self):
        return list(self.net.parameters())

    def step(self):
        xs, _, xq, yq = self.images.draw(self.WAYS, self.SHOTS, self.QUERIES)
        self.optimizer.zero_grad()
        support, query = self.net(torch.cat([xs, xq])).split([len(xs), len(xq)])
        means = support.view(self.WAYS, self.SHOTS, -1).mean(1)
        value = F.cross_entropy(-torch.cdist(query, means).square(), yq)
        value.backward()
        self.optimizer.step()
        return value.detach()


ROWS = {
    "sinusoid-maml-loop": SinusoidLoop,
    "sinusoid-maml-vmap": SinusoidVmap,
    "omniglot-maml2": OmniglotMaml,
    "omniglot-protonet": OmniglotProtoNet,
}


def create(row):
    if row not in ROWS:
        sys.exit(f"episodes: PyTorch's side has no row '{row}'")
    return ROWS[row]()


serve(create)
