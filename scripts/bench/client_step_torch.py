"""PyTorch's side of client-step: answers lines 'ROW STEPS' with milliseconds a step of a plain training loop."""
import sys
import time

import torch
from torch import nn

EXAMPLES, CLASSES = 640, 10
torch.set_num_threads(1)

with open("/proc/self/maps") as maps:
    loaded = {line.split()[-1] for line in maps if ".so" in line}
if any(path.endswith("/blas/libblas.so.3") or "/blas/libblas.so.3." in path for path in loaded):
    sys.exit("client-step: this PyTorch computes its products with the reference BLAS, several times slower than it can "
             "be, and the comparison would flatter us: sudo apt-get install libopenblas0-pthread")


def model(kind):
    if kind == "mlp":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, CLASSES))
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, CLASSES))


def workload(row):
    kind, batch = row.split("-")
    torch.manual_seed(1)
    net = model(kind)
    return {
        "net": net,
        "loss": nn.CrossEntropyLoss(),
        "optimizer": torch.optim.SGD(net.parameters(), lr=0.01),
        "batches": torch.randperm(EXAMPLES).split(int(batch)),
        "x": torch.rand(EXAMPLES, 1, 28, 28),
        "y": torch.randint(0, CLASSES, (EXAMPLES,)),
    }


def train(work, steps):
    net, loss, optimizer, x, y = (work[key] for key in ("net", "loss", "optimizer", "x", "y"))
    batches = work["batches"]
    start = time.perf_counter()
    for step in range(steps):
        chosen = batches[step % (len(batches) - 1)]
        optimizer.zero_grad()
        value = loss(net(x[chosen]), y[chosen])
        value.backward()
        optimizer.step()
    millis = (time.perf_counter() - start) * 1e3 / steps
    if not torch.isfinite(value):
        sys.exit("PyTorch's training diverged: its time means nothing")
    return millis


workloads = {}
for line in sys.stdin:
    name, count = line.split()
    if name not in workloads:
        workloads[name] = workload(name)
    print(train(workloads[name], int(count)), flush=True)
