package merge_test

import (
	"context"
	"fmt"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/files"
	"edgetune/sensors/merge"
)

// Two recordings of one clock: the slow one's value is held.
func Example() {
	fast, err := files.CSV(strings.NewReader("t,v\n0,1\n0.1,2\n0.2,3\n"), files.Options{Rate: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	slow, err := files.CSV(strings.NewReader("t,degC\n0,20\n0.2,21\n"), files.Options{Rate: 5})
	if err != nil {
		fmt.Println(err)
		return
	}
	src, err := merge.New(merge.Alignment{}, merge.Part{Name: "imu", Source: fast}, merge.Part{Name: "room", Source: slow})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	fmt.Println(src.Info().Channels)
	s := sensors.Sample{Values: make([]float32, 2)}
	for src.Read(context.Background(), &s) == nil {
		fmt.Println(s.Values)
	}
	// Output:
	// [imu.v room.degC]
	// [1 20]
	// [2 20]
	// [3 21]
}
