package firmware

import "edgetune/nn"

// CopyTensors copies all tensors of a model into another one of the same net and
// storage.
func CopyTensors(to, from *nn.Model) {
	dst := to.Tensors()
	for i, src := range from.Tensors() {
		copy(dst[i].Tensor.Halves(), src.Tensor.Halves())
		copy(dst[i].Tensor.Floats(), src.Tensor.Floats())
	}
}
