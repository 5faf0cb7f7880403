package trial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/sensors"
)

// maxNetText bounds the text of a net.
const maxNetText = 1 << 20

// ErrNoNet says that a name is neither a net of the zoo nor a file.
var ErrNoNet = errors.New("no such net")

// Net returns a named net, or reads one in text form from a file.
func Net(name string) (nn.Spec, error) {
	if slices.Contains(zoo.Names(), name) {
		return zoo.Lookup(name)
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nn.Spec{}, fmt.Errorf("trial: net %q: %w: give auto, a file, or one of %s", name, ErrNoNet, strings.Join(zoo.Names(), ", "))
	case err != nil:
		return nn.Spec{}, fmt.Errorf("trial: %w", err)
	case info.Size() > maxNetText:
		return nn.Spec{}, fmt.Errorf("trial: %s: %d bytes are no text of a net; docs/own-data.md shows one", name, info.Size())
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nn.Spec{}, fmt.Errorf("trial: %w", err)
	}
	s, err := nn.Parse(string(text))
	if err != nil {
		return nn.Spec{}, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// choose makes the recipe for a net: auto, a name, or a file.
func choose(name string, f Facts) (Recipe, error) {
	r, err := Auto(f)
	if err != nil || name == "auto" {
		return r, err
	}
	net, err := Net(name)
	if err != nil {
		return r, err
	}
	r.Features, err = featuresFor(net.Input, r.Features, f.Layout)
	r.Net, r.Name = net, "the net "+name
	if net.Loss.Kind == "softmax" && net.Loss.Smooth == 0 && len(net.Loss.Weights) == 0 {
		r.Net.Loss = withRecipe(f)
	} else {
		r.Training.Smooth = net.Loss.Smooth
	}
	return r, err
}

// withRecipe is the loss that auto would take.
func withRecipe(f Facts) nn.LossSpec {
	s, err := nn.Parse("input 1\ndense 1\nloss " + lossOf(f))
	if err != nil {
		return nn.LossSpec{Kind: "softmax"}
	}
	return s.Loss
}

// featuresFor finds features that a net's input fits: the window itself, those of
// auto, or the window resampled.
func featuresFor(input nn.Shape, auto sensors.Spec, l sensors.Layout) (sensors.Spec, error) {
	if slices.Equal(l.Shape(), input) {
		return nil, nil
	}
	shape, err := shapeOf(auto, l)
	if err != nil {
		return nil, err
	}
	if slices.Equal(shape, input) {
		return auto, nil
	}
	if len(input) == 2 && l.Height == 1 && l.Steps > 1 && l.Channels == input[1] {
		return sensors.Spec{{Kind: "resample", Length: input[0]}}, nil
	}
	return nil, hint(fmt.Errorf("trial: the net reads %v, the data are windows of %v", input, l.Shape()),
		fmt.Sprintf("let it begin with \"input %v\", or \"input %v\" for the features of auto", nn.Shape(l.Shape()), shape))
}
