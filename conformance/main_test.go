package conformance_test

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The test binary is the program under test too: its first argument says which.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "program" {
		os.Exit(programs[os.Args[2]](os.Args[3:]))
	}
	if n := flag.Lookup("test.parallel"); n.Value.String() == n.DefValue {
		n.Value.Set("8") // what is parallel waits for other programs
	}
	goleak.VerifyTestMain(m)
}

var programs = map[string]func(args []string) int{
	"engine":     toyEngine,
	"controller": toyController,
	"slow":       func(args []string) int { <-time.After(1500 * time.Millisecond); return toyEngine(args) },
	"stubborn":   func([]string) int { signal.Ignore(syscall.SIGTERM); return idle() },
	"ordered":    toyOrdered,
	"returner":   toyReturner,
	"deaf":       func([]string) int { fmt.Println("not listening today"); return idle() },
}

// toyEngine listens; it dies of DIE, and is busy for ever after HANG.
func toyEngine(args []string) int {
	network := "tcp"
	if strings.HasPrefix(args[0], "/") {
		network = "unix"
	}
	l, err := net.Listen(network, args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	hung := make(chan struct{})
	for {
		c, err := l.Accept()
		if err != nil {
			return idle()
		}
		go serve(c, func(line string) []string {
			select {
			case <-hung:
				select {}
			default:
			}
			switch line {
			case "DIE":
				fmt.Println("I was told to die")
				os.Exit(7)
			case "CRASH":
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			case "LATER":
				time.AfterFunc(100*time.Millisecond, func() { fmt.Println("out of memory"); os.Exit(3) })
			case "DEAF":
				l.Close()
				select {}
			case "SPIN":
				for {
					if len(line) == 0 {
						return nil
					}
				}
			case "FLOOD":
				for range 10 << 10 {
					fmt.Fprintln(os.Stderr, strings.Repeat("x", 1023))
				}
				os.Exit(5)
			case "HANG":
				close(hung)
				select {}
			}
			return polite(line)
		})
	}
}

// toyOrdered listens, says HI, and then, to who came last, what it is told on its standard
// input.
func toyOrdered(args []string) int {
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	conns := make(chan net.Conn)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns <- c
		}
	}()
	orders := make(chan string)
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			orders <- in.Text()
		}
	}()
	var last net.Conn
	for {
		select {
		case last = <-conns:
			fmt.Fprintln(last, "HI")
		case o := <-orders:
			fmt.Fprintln(last, o)
		}
	}
}

// toyController says HI, and what it is told on its standard input.
func toyController(args []string) int {
	c, err := net.Dial("tcp", args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer c.Close()
	fmt.Fprintln(c, "HI")
	r := bufio.NewReader(c)
	line, _ := r.ReadString('\n')
	fmt.Print("got ", line)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Fprintln(c, in.Text())
	}
	return len(args) - 1
}

// toyReturner dials, is busy or waits for as long as it is told, and dials again.
func toyReturner(args []string) int {
	c, err := net.Dial("tcp", args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	bufio.NewReader(c).ReadByte() // the end
	c.Close()
	d, _ := time.ParseDuration(args[2])
	over := time.After(d)
	for busy := args[1] == "busy"; busy; {
		select {
		case <-over:
			busy = false
		default:
		}
	}
	if args[1] != "busy" {
		<-over
	}
	if c, err = net.Dial("tcp", args[0]); err == nil {
		defer c.Close()
	}
	return idle()
}

// idle waits for longer than any test: a select without cases would be a deadlock to
// the runtime, which ends such a program.
func idle() int {
	<-time.After(time.Hour)
	return 0
}
