package trial

import (
	"fmt"
	"slices"

	"edgetune/firmware/bundle"
	"edgetune/nn"
)

// Norm is what BatchNorm does while a net is fine-tuned.
type Norm string

// The ways of BatchNorm.
const (
	NormFrozen Norm = "frozen" // keeps its running statistics; gamma and beta learn. The default
	NormTrain  Norm = "train"  // normalises each batch by itself and moves the running statistics
	NormFold   Norm = "fold"   // goes into the layer before it, which learns
)

// Norms lists them, the default first.
var Norms = []Norm{NormFrozen, NormTrain, NormFold}

func (n Norm) check() error {
	if n != "" && !slices.Contains(Norms, n) {
		return fmt.Errorf("trial: no way %q of batch normalisation; there are %v", string(n), Norms)
	}
	return nil
}

// open builds the net of a model file, its normalisations as asked for. The kept
// windows come along where kept is set.
func (n Norm) open(file *bundle.File, o nn.Options, kept bool) (*nn.Model, *bundle.Kept, error) {
	o.FrozenStats = n != NormTrain
	if n != NormFold {
		return file.Build(o, kept)
	}
	m, k, err := file.Build(nn.Options{Kernels: o.Kernels}, kept)
	if err != nil {
		return nil, nil, err
	}
	m, err = nn.Fold(m, o)
	return m, k, err
}
