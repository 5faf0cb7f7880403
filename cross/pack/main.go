package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	var p packer
	flag.StringVar(&p.root, "root", ".", "the checkout")
	flag.StringVar(&p.release, "release", "build/release", "what go run ./cross/release made")
	flag.StringVar(&p.out, "out", "build/packages", "where the packages go")
	flag.StringVar(&p.native, "native", "", "an edgetune that runs here, for the manual page (default one of the release)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if p.native == "" {
		p.native = filepath.Join(p.release, "edgetune-amd64v1")
	}
	paths, err := p.all(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack: error:", err)
		os.Exit(1)
	}
	for _, path := range paths {
		fmt.Println(path)
	}
}
