package workload

import (
	"os"
	"testing"
	"time"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

func TestProf(t *testing.T) {
	d := nn.F32
	if os.Getenv("D") == "f16" {
		d = nn.Half
	}
	b := 8
	if os.Getenv("B") == "1" {
		b = 1
	}
	r, err := Run(Config{Workload: os.Getenv("W"), Batch: b, DType: d, Kernels: kernel.Best(), Duration: 3 * time.Second})
	t.Log(r, err)
}
