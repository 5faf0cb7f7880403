package deploy

import (
	"fmt"
	"strings"

	"edgetune/internal/signature"
)

// permit refuses what must not be deployed to this board.
func (j *job) permit() error {
	if !strings.Contains(j.board.Name(), j.Board) {
		return fmt.Errorf("deploy: %s is a %q, not the %q that was expected", j.host, j.board.Name(), j.Board)
	}
	if err := j.board.needs(j.Layout); err != nil {
		return err
	}
	if j.Config == nil && j.board.Files[j.Layout.config()] == "" {
		return fmt.Errorf("deploy: no configuration on %s; give one with --config", j.host)
	}
	if j.board.Version == j.Release.Version && j.board.Release != "" && j.board.Release != j.file.SHA256 {
		return fmt.Errorf("deploy: %s runs another binary that calls itself %s too, so its health could not tell them apart; build the release with a version of its own", j.host, j.Release.Version)
	}
	if j.AllowDowngrade {
		return nil
	}
	if err := signature.CheckUpgrade(j.board.Version, j.Release.Version); err != nil {
		return fmt.Errorf("deploy: %s: %w", j.host, err)
	}
	return j.permitModel()
}
