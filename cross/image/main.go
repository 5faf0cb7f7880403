package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	var m image
	flag.StringVar(&m.edgetune, "edgetune", "build/release/edgetune-arm64", "the binary")
	flag.StringVar(&m.config, "config", "", "configuration of the service")
	flag.StringVar(&m.model, "model", "", "its model file")
	flag.StringVar(&m.out, "out", "build/edgetune.img", "the image")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := m.write(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "image: error:", err)
		os.Exit(1)
	}
	fmt.Println(m.out)
}
