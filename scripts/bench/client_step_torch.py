"""PyTorch's side of client-step: plain training loops."""
import sys

import torch
from torch import nn
from torch.nn import functional as F

from torch_peer import serve

EXAMPLES = 640


def model(kind):
    if kind == "softmax":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    if kind == "mlp":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))
    if kind == "lenet":
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    if kind == "cnn":
        return nn.Sequential(
            nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 10))
    sys.exit(f"client-step: PyTorch's side has no network '{kind}'")


class Data:
    """Random examples in random order, from which batches are gathered one after another, around and around."""

    def __init__(self, classes):
        self.x = torch.rand(EXAMPLES, 1, 28, 28)
        self.y = torch.randint(0, classes, (EXAMPLES,))
        self.order = torch.randperm(EXAMPLES)
        self.next = 0

    def batch(self, size):
        if self.next + size > EXAMPLES:
            self.next = 0
        chosen = self.order[self.next:self.next + size]
        self.next += size
        return self.x[chosen], self.y[chosen]


class Client:
    """Plain training of one client."""

    def __init__(self, kind, batch):
        self.net, self.batch, self.data = model(kind), batch, Data(10)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.01)

    def parameters(self):
        return list(self.net.parameters())

    def step(self):
        x, y = self.data.batch(self.batch)
        self.optimizer.zero_grad()
        value = self.loss(self.net(x), y)
        value.backward()
        self.optimizer.step()
        return value


class Maml:
    """Second-order MAML on Conv4: 5 ways, 1 shot, 15 queries a class, 5 inner steps, batch statistics."""
    WAYS, QUERIES, FILTERS, INNER_STEPS, INNER_RATE, META_RATE = 5, 75, 64, 5, 0.01, 0.001

    def __init__(self):
        self.data, self.weights, channels = Data(self.WAYS), [], 1
        for _ in range(4):
            conv = nn.Conv2d(channels, self.FILTERS, 3, padding=1)
            norm = nn.BatchNorm2d(self.FILTERS)
            self.weights += [conv.weight, conv.bias, norm.weight, norm.bias]
            channels = self.FILTERS
        head = nn.Linear(self.FILTERS, self.WAYS)
        self.weights += [head.weight, head.bias]

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
        support, query = self.data.batch(self.WAYS), self.data.batch(self.QUERIES)
        adapted = self.weights
        for _ in range(self.INNER_STEPS):
            gradients = torch.autograd.grad(self.loss(adapted, *support), adapted, create_graph=True)
            adapted = [weight - self.INNER_RATE * gradient for weight, gradient in zip(adapted, gradients)]
        value = self.loss(adapted, *query)
        gradients = torch.autograd.grad(value, self.weights)
        with torch.no_grad():
            for weight, gradient in zip(self.weights, gradients):
                weight -= self.META_RATE * gradient
        return value


def create(row):
    kind, batch = row.split("-")
    return Maml() if kind == "maml2" else Client(kind, int(batch))


serve(create)
