package firmware

import "edgetune/nn"

// Net is a net that learns with a memory: nn.Model, or one in integers.
type Net interface {
	nn.Net
	// TeacherWeight sets how much teachers count.
	TeacherWeight(w float32)
	// AppendState and SetState store and restore everything that outlives a step.
	AppendState(b []byte) ([]byte, error)
	SetState(b []byte) ([]byte, error)
}

// inIntegers is what an average and a copy need of a net in integers, whose weights mean
// nothing without their scales.
type inIntegers interface {
	Net
	Parameters() int
	LayerParameters() []int
	Blend(mean []float32, keep float32)
	Take(mean []float32, of nn.Net)
	CopyFrom(n nn.Net)
	AppendLearned(b []byte) []byte
	SetLearned(b []byte) ([]byte, error)
}
