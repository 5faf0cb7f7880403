package deploy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// remote is a board that we are logged in to.
type remote struct {
	ssh  *ssh.Client
	sftp *sftp.Client
	stop func() bool // stops watching the context
}

// dialTimeout is how long a board may take to answer.
const dialTimeout = 10 * time.Second

// connect logs in. The connection ends with ctx, whatever waits on it.
func connect(ctx context.Context, to Address, a Access) (*remote, error) {
	conn, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", to.Dial())
	if err != nil {
		return nil, fmt.Errorf("deploy: %s: %w; is the board on, and SSH enabled?", to, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	r, err := login(conn, to, a)
	if err != nil {
		stop()
		conn.Close()
		return nil, errors.Join(ctx.Err(), err)
	}
	r.stop = stop
	return r, nil
}

func login(conn net.Conn, to Address, a Access) (*remote, error) {
	hosts, err := openHostKeys(a.knownHosts(), a.AcceptNewHost)
	if err != nil {
		return nil, err
	}
	keys, closeAgent, err := a.signers()
	if err != nil {
		return nil, err
	}
	defer closeAgent()
	conn.SetDeadline(time.Now().Add(2 * dialTimeout))
	c, channels, requests, err := ssh.NewClientConn(conn, to.Dial(), &ssh.ClientConfig{
		User: to.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(keys...)},
		HostKeyCallback: hosts.verify, HostKeyAlgorithms: hosts.algorithms(to.Dial()),
	})
	if err != nil {
		return nil, fmt.Errorf("deploy: %s: %w", to, err)
	}
	conn.SetDeadline(time.Time{})
	client := ssh.NewClient(c, channels, requests)
	return &remote{ssh: client}, nil
}

// openFiles starts the transfer of files, once: a board on which nothing changes does
// without.
func (r *remote) openFiles() (err error) {
	if r.sftp != nil {
		return nil
	}
	if r.sftp, err = sftp.NewClient(r.ssh, sftp.UseConcurrentWrites(true)); err != nil {
		return fmt.Errorf("deploy: no file transfer: %w; sshd_config needs a Subsystem sftp", err)
	}
	return nil
}

func (r *remote) close() {
	r.stop()
	if r.sftp != nil {
		r.sftp.Close()
	}
	r.ssh.Close()
}
