package trial

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/optim"
)

// Plan builds a net as [Tune] would, without data or weights: Memory and Size of
// the model say what training costs. The net is a model file, a net in text form,
// or a name.
func Plan(model string, rates optim.Options, norm Norm, o nn.Options) (nn.Net, error) {
	if err := norm.check(); err != nil {
		return nil, err
	}
	s, err := netOf(model)
	if err != nil {
		return nil, err
	}
	if o.DType.Integer() {
		return planIntegers(s, rates, o)
	}
	if o.Optimizer, err = optim.ByName(rates); err != nil {
		return nil, err
	}
	o.FrozenStats = norm != NormTrain
	if norm != NormFold {
		return nn.Build(s, o)
	}
	m, err := nn.Build(s, nn.Options{})
	if err != nil {
		return nil, err
	}
	return nn.Fold(m, o)
}

// netOf reads the net of a model file, or [Net].
func netOf(model string) (nn.Spec, error) {
	if slices.Contains(zoo.Names(), model) || !isModelFile(model) {
		return Net(model)
	}
	f, err := bundle.Open(model)
	if err != nil {
		return nn.Spec{}, err
	}
	return f.Spec, f.Close()
}

// isModelFile tells a safetensors file from text: its first eight bytes are a
// length, whose upper ones are zero.
func isModelFile(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	return (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && bytes.IndexByte(head[:n], 0) >= 0
}
