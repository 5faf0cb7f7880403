package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"edgetune/cross/vm"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := vm.Fetch(ctx, "."); err != nil {
		fmt.Fprintln(os.Stderr, "fetch: error:", err)
		os.Exit(1)
	}
}
