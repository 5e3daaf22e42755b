"""Writes scipy.json: SciPy's answers for resampling and filtering at many rates.

    pip install numpy scipy        # made with scipy 1.17.1
    python make_scipy.py > scipy.json

The input of every case is noise(n), which the test computes too. Of each answer every 5th sample
is kept, and the last.
"""
import json
import math

import numpy as np
from scipy import signal


def noise(n):
    state, x = 1, np.empty(n)
    for i in range(n):
        state = (state * 1103515245 + 12345) % 2**31
        x[i] = 100 * (state / 2**31 - 0.5)
    return x


def kept(y):
    return {"length": len(y), "every5th": y[::5].tolist(), "last": y[-1]}


def resample(fs, target, n):
    up, down = int(target * 10), int(fs * 10)
    g = math.gcd(up, down)
    return {"from": fs, "to": target, "n": n, **kept(signal.resample_poly(noise(n), up // g, down // g))}


def notch(f, q, fs, n):
    return {"notch": f, "quality": q, "fs": fs, "n": n,
            **kept(signal.filtfilt(*signal.iirnotch(f, q, fs=fs), noise(n)))}


def band(low, high, order, fs, n):
    edges, kind = ([low, high], "bandpass") if low and high else (high, "lowpass") if high else (low, "highpass")
    sos = signal.butter(order, edges, kind, fs=fs, output="sos")
    return {"low": low, "high": high, "order": order, "fs": fs, "n": n, **kept(signal.sosfiltfilt(sos, noise(n)))}


print(json.dumps({
    "resample": [resample(512, 256, 301), resample(250, 256, 200), resample(200, 256, 200), resample(160, 256, 203),
                 resample(1000, 256, 700), resample(128, 256, 100), resample(100, 256, 100), resample(500, 256, 401),
                 resample(1024, 256, 403), resample(2048, 256, 900), resample(5000, 256, 3001),
                 resample(12.8, 256, 20), resample(256, 256, 50), resample(512, 256, 1), resample(250, 256, 3),
                 resample(250, 200, 200)],
    "notch": [notch(60, 30, 160, 300), notch(50, 30, 250, 300), notch(60, 20, 1000, 300), notch(50, 5, 256, 10)],
    "band": [band(0.5, 38, 4, 160, 300), band(1, 40, 2, 256, 300), band(0.5, 45, 3, 200, 300),
             band(0.1, 70, 4, 500, 300), band(8, 13, 1, 100, 300), band(0, 40, 5, 512, 300), band(0, 30, 4, 128, 300),
             band(0.5, 0, 3, 250, 300), band(1, 0, 2, 256, 300), band(1, 40, 4, 256, 28)],
}, separators=(",", ":")))
