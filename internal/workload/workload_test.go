package workload

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
	"fmt"
	"testing"
	"time"
)

func TestX(t *testing.T) {
	for _, set := range kernel.All() {
		for _, w := range Names() {
			for _, d := range []nn.DType{nn.F32, nn.Half} {
				for _, b := range []int{1, 8} {
					r, err := Run(Config{Workload: w, Batch: b, DType: d, Kernels: set, Duration: 200 * time.Millisecond})
					if err != nil {
						t.Fatal(err)
					}
					fmt.Printf("%s %s %s b%d  median %.1f us  min %.1f us loss %.3f %.3f\n", w, r.Precision, r.Kernels, b, float64(r.Median)/1e3, float64(r.Min)/1e3, r.LossFirst, r.LossLast)
				}
			}
		}
	}
}
