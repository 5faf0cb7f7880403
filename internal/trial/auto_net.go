package trial

import (
	"fmt"

	"edgetune/nn"
	"edgetune/sensors"
)

// smallestImage is the least height and width that two poolings leave something of.
const smallestImage = 8

// autoNet picks the net for features of the given shape, as text.
func autoNet(s sensors.Spec, f Facts) (nn.Spec, error) {
	shape, err := shapeOf(s, f.Layout)
	if err != nil {
		return nn.Spec{}, err
	}
	return nn.Parse(fmt.Sprintf("input %v\n%sdense %d\nloss %s\n", shape, hidden(shape), f.Outputs, lossOf(f)))
}

func hidden(s nn.Shape) string {
	switch {
	case len(s) == 3 && min(s[0], s[1]) >= smallestImage:
		return "conv2d 8 kernel=3 pad=same\nmaxpool2d kernel=2\nrelu\n" +
			"conv2d 16 kernel=3 pad=same\nmaxpool2d kernel=2\nrelu\nflatten\n"
	case len(s) == 2 && s[0] <= autoSegments: // few positions leave bytes for channels
		return "conv1d 96 kernel=3 pad=same\nrelu\nflatten\ndense 128\nrelu\n"
	case len(s) == 2:
		return "conv1d 48 kernel=3 pad=same\nrelu\nflatten\ndense 64\nrelu\n"
	case len(s) == 3:
		return "flatten\ndense 64\nrelu\n"
	}
	return "dense 64\nrelu\n"
}

// lossOf is the mean square for values, else softmax. Where rare classes count as
// much as frequent ones, each class has a weight of rows/(classes·its rows).
func lossOf(f Facts) string {
	switch {
	case f.Task == "regression":
		return "mse"
	case f.Metric != "balanced_accuracy":
		return "softmax"
	}
	text := "softmax weights="
	for i, n := range f.ClassRows {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf("%.4g", float64(f.Rows)/float64(len(f.ClassRows)*max(n, 1)))
	}
	return text
}
