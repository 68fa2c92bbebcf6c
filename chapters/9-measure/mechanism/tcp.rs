//! TCP on the loopback interface. `TCP_NODELAY`: a short message must not wait for company.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use shm_workbook::lesson::{Lesson, Result, parse};

use super::{End, Mechanism, Side, exchange, nothing};
use crate::failures::io;

pub const MECHANISM: Mechanism = Mechanism {
    name: "TCP loopback",
    copies: "2, by the kernel",
    needs: "a loopback interface that is up: ip link set lo up",
    prepare: nothing,
    open,
};

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let stream = match side {
        Side::Left => {
            let listener =
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(io("bind"))?;
            let address = listener.local_addr().map_err(io("getsockname"))?;
            exchange(lesson, address.port())?;
            // Any user of the machine could come first; then the check of the messages fails.
            listener.accept().map_err(io("accept"))?.0
        }
        Side::Right => {
            let port: u16 = parse(&exchange(lesson, "")?)?;
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(io("connect"))?
        }
    };
    stream.set_nodelay(true).map_err(io("TCP_NODELAY"))?;
    Ok(Box::new(stream))
}

impl End for TcpStream {
    fn send(&mut self, message: &[u8]) -> Result {
        self.write_all(message).map_err(io("write"))
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        self.read_exact(message).map_err(io("read"))
    }
}
