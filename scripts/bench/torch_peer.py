"""What PyTorch's sides of the comparisons share: one thread, a fast BLAS, and answers to lines 'ROW STEPS' with milliseconds a step, to
'ROW work' with the network's parameters and the floating-point operations of the products and convolutions that a step really
runs. A workload has parameters() and step(), which returns its loss."""
import math
import sys
import time

import torch
from torch.utils._python_dispatch import TorchDispatchMode

torch.set_num_threads(1)

with open("/proc/self/maps") as maps:
    loaded = {line.split()[-1] for line in maps if ".so" in line}
if any(path.endswith("/blas/libblas.so.3") or "/blas/libblas.so.3." in path for path in loaded):
    sys.exit("this PyTorch computes its products with the reference BLAS, several times slower than it can be, and the comparison "
             "would flatter us: sudo apt-get install libopenblas0-pthread")


class Flops(TorchDispatchMode):
    """Adds up the multiplications and additions of the products and convolutions that run inside."""
    total = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if name in ("mm", "addmm"):
            left = args[-2]
            self.total += 2 * left.shape[1] * math.prod(out.shape)
        elif name in ("bmm", "baddbmm"):
            left = args[-2]
            self.total += 2 * left.shape[2] * math.prod(out.shape)
        elif name == "convolution":
            x, weight, transposed = args[0], args[1], args[6]
            # A transposed convolution meets every weight once an input pixel, a plain one once an output pixel.
            pixels = math.prod((x if transposed else out).shape[2:])
            self.total += 2 * x.shape[0] * pixels * weight.numel()
        elif name == "convolution_backward":
            cotangent, weight, wanted = args[0], args[2], args[10]
            pixels = math.prod(cotangent.shape[2:])
            self.total += 2 * cotangent.shape[0] * pixels * weight.numel() * (wanted[0] + wanted[1])
        return out


def work(workload):
    with Flops() as flops:
        workload.step()
    return f"{sum(weight.numel() for weight in workload.parameters())} {flops.total}"


def millis(workload, steps):
    start = time.perf_counter()
    for _ in range(steps):
        value = workload.step()
    taken = (time.perf_counter() - start) * 1e3 / steps
    if not torch.isfinite(value):
        sys.exit("PyTorch's training diverged: its time means nothing")
    return taken


def serve(create):
    """Answers until there are no more questions; create makes a row's workload, anew after the same seed."""
    workloads = {}
    for line in sys.stdin:
        row, request = line.split()
        if row not in workloads:
            torch.manual_seed(1)
            workloads[row] = create(row)
        print(work(workloads[row]) if request == "work" else millis(workloads[row], int(request)), flush=True)
