"""Times one training step of W1..W5 in PyTorch eager, one thread.

Prints a JSON line for each workload and batch: the same nets, batch, loss and
optimiser (SGD, momentum 0.9) as `edgetune bench`. Used by cross/versus, beside it.

    python3 cross/oracle/torch_step.py W1,W2,W5 1,8 1.0
"""
import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)


def har_cnn():
    return nn.Sequential(
        nn.Conv1d(9, 32, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(64, 64, 5, padding=2), nn.ReLU(),
        nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 6))


def ad_autoencoder():
    layers, last = [], 640
    for n in [128] * 4 + [8] + [128] * 4:
        layers += [nn.Linear(last, n), nn.BatchNorm1d(n), nn.ReLU()]
        last = n
    return nn.Sequential(*layers, nn.Linear(last, 640))


def kws_dscnn():
    layers = [nn.ZeroPad2d((1, 2, 4, 5)), nn.Conv2d(1, 64, (10, 4), stride=2), nn.BatchNorm2d(64), nn.ReLU()]
    for _ in range(4):
        layers += [nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.BatchNorm2d(64), nn.ReLU(),
                   nn.Conv2d(64, 64, 1), nn.BatchNorm2d(64), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 12))


class Residual(nn.Module):
    def __init__(self, inp, out, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inp, out, 3, stride=stride, padding=1), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1), nn.BatchNorm2d(out))
        self.skip = nn.Conv2d(inp, out, 1, stride=stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


def resnet8():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def mlp():
    return nn.Sequential(nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))


WORKLOADS = {
    "W1": (har_cnn, (9, 128), 6), "W2": (ad_autoencoder, (640,), 0), "W3": (kws_dscnn, (1, 49, 10), 12),
    "W4": (resnet8, (3, 32, 32), 10), "W5": (mlp, (128,), 10)}


def measure(name, batch, seconds):
    make, shape, classes = WORKLOADS[name]
    torch.manual_seed(1)
    net = make()
    if name == "W2" and batch == 1:
        net.eval()
    x = torch.randn(batch, *shape)
    want = torch.arange(batch) % classes if classes else x
    loss_of = nn.CrossEntropyLoss() if classes else nn.MSELoss()
    opt = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)

    def step():
        opt.zero_grad(set_to_none=True)
        loss = loss_of(net(x), want)
        loss.backward()
        opt.step()

    start, per, blocks = time.perf_counter(), 1, []
    while time.perf_counter() - start < 0.3 * seconds:
        step()
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        t = time.perf_counter()
        step()
        blocks.append(time.perf_counter() - t)
    blocks.sort()
    return {"workload": name, "batch": batch, "torch": torch.__version__,
            "min_ns": int(blocks[0] * 1e9), "median_ns": int(blocks[len(blocks) // 2] * 1e9)}


if __name__ == "__main__":
    for w in sys.argv[1].split(","):
        for b in sys.argv[2].split(","):
            print(json.dumps(measure(w, int(b), float(sys.argv[3]))), flush=True)
