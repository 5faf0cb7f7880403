//go:build !plot

package main

import (
	"errors"

	"edgetune/internal/trial"
)

var errNoPlot = errors.New("--plot: this edgetune was built without plots, as for a device; build it with -tags plot")

func checkPlot(string) error { return errNoPlot }

func drawComparison(string, *trial.Comparison) error { return errNoPlot }
