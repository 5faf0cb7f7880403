package firmware

// CopyTensors copies all tensors of a model into another one of the same net and
// storage, in integers with the same layers that learn.
func CopyTensors(to, from Net) {
	if n, ok := to.(inIntegers); ok {
		n.CopyFrom(from)
		return
	}
	dst := to.Tensors()
	for i, src := range from.Tensors() {
		copy(dst[i].Tensor.Halves(), src.Tensor.Halves())
		copy(dst[i].Tensor.Floats(), src.Tensor.Floats())
	}
}
