//go:build plot

package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"edgetune/internal/chart"
	"edgetune/internal/trial"
)

// checkPlot refuses what cannot be drawn, before the work begins.
func checkPlot(path string) error {
	if ext := strings.ToLower(filepath.Ext(path)); ext != ".svg" && ext != ".png" {
		return fmt.Errorf("--plot %s: name a file .svg or .png", path)
	}
	return nil
}

// smoothOver is the number of steps that a point of a learning curve averages.
const smoothOver = 10

// drawComparison draws the loss of each optimiser at its best rate, and the value
// at every rate, the default marked.
func drawComparison(path string, c *trial.Comparison) error {
	losses := chart.Panel{Title: "learning at the best rate", X: "step", Y: "loss", TopLegend: true}
	values := chart.Panel{Title: "after learning (dot: default rate)", X: "base rate", Y: c.Metric + " on target_test", LogX: true}
	for i := range c.Curves {
		v := &c.Curves[i]
		x, y := smooth(v.Losses[v.Best])
		losses.Lines = append(losses.Lines, chart.Line{Name: v.Method.Name, X: x, Y: y, Mark: -1})
		values.Lines = append(values.Lines, chart.Line{Name: v.Method.Name, X: v.Etas, Y: v.Values, Mark: v.Default})
	}
	return chart.Save(path, losses, values)
}

// smooth averages the last few steps at each.
func smooth(loss []float64) (x, y []float64) {
	for i := range loss {
		from := max(0, i+1-smoothOver)
		sum := 0.0
		for _, l := range loss[from : i+1] {
			sum += l
		}
		x, y = append(x, float64(i+1)), append(y, sum/float64(i+1-from))
	}
	return x, y
}
