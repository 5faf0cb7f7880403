package trust

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/replay"
)

func TestX(t *testing.T) {
	sets := []string{"har_dsads", "env_occupancy", "pump_skab"}
	if os.Getenv("ALL") != "" {
		es, _ := os.ReadDir("/work/shared/data")
		sets = nil
		for _, e := range es {
			sets = append(sets, e.Name())
		}
	}
	for _, name := range sets {
		for _, chs := range [][]int{{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}} {
			if name != "har_dsads" {
				if chs[0] > 0 {
					continue
				}
				chs = nil
			}
			f, err := replay.Open("/work/shared/data/"+name, replay.Options{Channels: chs, SkipMissing: true})
			if err != nil {
				t.Fatal(err)
			}
			t0 := time.Now()
			src := f
			if chs != nil {
				src, _ = replay.Open("/work/shared/data/"+name, replay.Options{Channels: []int{0, 1, 2, 3, 4, 5}})
			}
			l, err := Learn(context.Background(), src.Source(replay.SourceTrain))
			if err != nil {
				t.Fatal(err)
			}
			js, err := json.Marshal(l)
			fmt.Println(name, chs, "learn", time.Since(t0), len(js), err)
			if len(js) < 4000 {
				fmt.Println(string(js))
			}
			for sp := replay.SourceTrain; sp <= replay.TargetTest; sp++ {
				g, err := NewGuard(f.Source(sp), l)
				if err != nil {
					t.Fatal(err)
				}
				t1 := time.Now()
				s := sensors.Sample{Values: make([]float32, f.Layout().Len())}
				n := 0
				for {
					s.Verdict = sensors.Verdict{}
					if err := g.Read(context.Background(), &s); errors.Is(err, io.EOF) {
						break
					}
					n++
					if s.Verdict.Refused() && os.Getenv("WORDS") != "" {
						fmt.Println("    ", n, s.Verdict.Words(g.Info()))
					}
				}
				q := g.Quarantine()
				fmt.Println("  ", sp, n, "refused", q.Refused(), q.Counts, time.Since(t1)/time.Duration(max(n, 1)))
			}
		}
	}
}
