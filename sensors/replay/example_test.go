package replay_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"

	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// The target stream of a folder, one channel of it, in the order of t.
func Example() {
	channels, err := replay.ParseChannels("1")
	if err != nil {
		log.Fatal(err)
	}
	f, err := replay.Open("testdata/tiny", replay.Options{Channels: channels})
	if err != nil {
		log.Fatal(err)
	}
	pipe, err := sensors.NewPipeline(f.Source(replay.TargetAdapt), 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	row := make([]float32, pipe.Len())
	for {
		w, err := pipe.Next(context.Background(), row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %.3f\n", f.Meta.Classes[w.Label.Class], row)
	}
	// Output:
	// moving [0.900 1.150 0.850 1.100]
	// still [1.000 1.005 0.995 1.000]
}
