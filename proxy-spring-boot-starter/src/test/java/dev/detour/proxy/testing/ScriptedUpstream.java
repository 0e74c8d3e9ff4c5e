/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.detour.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An upstream on the loopback address that does what its scripts say and records all that
 * it gets. Scripts that were {@linkplain #enqueue enqueued} are used up in the order in
 * which connections or requests come, one for each; after them the {@linkplain #always
 * default} is used. Safe for parallel requests.
 *
 * @since 0.1.0
 */
public final class ScriptedUpstream implements AutoCloseable {

	private final UpstreamLog log = new UpstreamLog();

	private final ScriptQueue scripts = new ScriptQueue();

	private final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();

	private final UpstreamOptions options;

	private final ServerSocket serverSocket;

	private final Thread acceptor;

	private ScriptedUpstream(UpstreamOptions options) throws IOException {
		this.options = options;
		this.serverSocket = new TappingServerSocket(this::accepted);
		if (options.receiveBufferSize().isPresent()) {
			this.serverSocket.setReceiveBufferSize(options.receiveBufferSize().getAsInt());
		}
		this.serverSocket.bind(new InetSocketAddress(options.host(), options.port()), 1024);
		this.acceptor = new Thread(this::acceptAll, "upstream-acceptor-" + port());
		this.acceptor.setDaemon(true);
	}

	/**
	 * Starts a plain upstream on a free port.
	 * @return the running upstream
	 */
	public static ScriptedUpstream start() {
		return start(UpstreamOptions.defaults());
	}

	/**
	 * Starts a TLS upstream on a free port.
	 * @param tls how it does TLS
	 * @return the running upstream
	 */
	public static ScriptedUpstream start(UpstreamTls tls) {
		return start(UpstreamOptions.defaults().withTls(tls));
	}

	/**
	 * Starts an upstream.
	 * @param options its options
	 * @return the running upstream
	 */
	public static ScriptedUpstream start(UpstreamOptions options) {
		try {
			ScriptedUpstream upstream = new ScriptedUpstream(options);
			upstream.acceptor.start();
			return upstream;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Adds scripts, each for one exchange.
	 * @param scripts the scripts in the order of their use
	 * @return this upstream
	 */
	public ScriptedUpstream enqueue(Script... scripts) {
		List.of(scripts).forEach(this.scripts::enqueue);
		return this;
	}

	/**
	 * Sets the script for all exchanges for which none is enqueued. Without it, they are
	 * answered with 200 and the body {@code ok}.
	 * @param script the script
	 * @return this upstream
	 */
	public ScriptedUpstream always(Script script) {
		this.scripts.always(script);
		return this;
	}

	/**
	 * Returns the number of enqueued scripts that are not used up.
	 * @return the number of scripts
	 */
	public int scriptsLeft() {
		return this.scripts.size();
	}

	/**
	 * Returns the port.
	 * @return the port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Returns the host and port.
	 * @return the address, such as {@code 127.0.0.1:49152}
	 */
	public String address() {
		return this.options.host() + ":" + port();
	}

	/**
	 * Returns the base URI.
	 * @return the URI, such as {@code http://127.0.0.1:49152}
	 */
	public URI uri() {
		return URI.create((this.options.tls().isPresent() ? "https://" : "http://") + address());
	}

	/**
	 * Returns all requests of which at least a byte was read by a script.
	 * @return a snapshot in the order in which the requests began
	 */
	public List<RecordedRequest> requests() {
		return this.log.requests();
	}

	/**
	 * Returns one request, and waits for it if need be.
	 * @param index its place in {@link #requests()}, from 0
	 * @return a snapshot
	 */
	public RecordedRequest request(int index) {
		awaitRequests(index + 1);
		return requests().get(index);
	}

	/**
	 * Waits for requests whose head was read as far as the script wanted.
	 * @param count the number of requests since the start
	 */
	public void awaitRequests(int count) {
		this.log.awaitRequests(count);
	}

	/**
	 * Waits for requests that were read to their end.
	 * @param count the number of requests since the start
	 */
	public void awaitCompleteRequests(int count) {
		this.log.awaitCompleteRequests(count);
	}

	/**
	 * Returns all connections accepted since the start.
	 * @return a snapshot
	 */
	public List<RecordedConnection> connections() {
		return this.log.connections();
	}

	/**
	 * Returns the number of connections accepted since the start.
	 * @return the number of connections
	 */
	public int connectionCount() {
		return connections().size();
	}

	/**
	 * Waits for connections to be accepted.
	 * @param count the number of connections since the start
	 */
	public void awaitConnections(int count) {
		this.log.awaitConnections(count);
	}

	/**
	 * Waits for a connection to be ended by either side. A client that leaves is noticed
	 * while the script reads, and while it stands still after a complete request.
	 * @param connection its place in the order of acceptance, from 0
	 * @return who ended it first, and how
	 */
	public ConnectionEnd awaitConnectionClosed(int connection) {
		return this.log.awaitEnd(connection);
	}

	/**
	 * Waits for something to go wrong on this side of a connection.
	 * @param connection its place in the order of acceptance, from 0
	 * @return the {@linkplain RecordedConnection#problem() problem}
	 */
	public String awaitProblem(int connection) {
		return this.log.awaitProblem(connection);
	}

	/**
	 * Waits for connections to be open and without a request.
	 * @param count the number of idle connections
	 * @return this upstream
	 */
	public ScriptedUpstream awaitIdle(int count) {
		this.log.awaitIdle(count);
		return this;
	}

	/**
	 * Ends all connections that are idle now. A response may arrive a moment before its
	 * connection is idle: see {@link #awaitIdle(int)}.
	 * @param end how to end them
	 * @return the number of connections ended
	 */
	public int closeIdle(SocketEnd end) {
		List<ScriptedConnection> idle = this.connections.stream().filter(ScriptedConnection::isIdle).toList();
		idle.forEach((connection) -> connection.end(end));
		return idle.size();
	}

	/**
	 * Stops listening, so that new connections are refused, and leaves the others alone.
	 */
	public void stopListening() {
		try {
			this.serverSocket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Monitor.join(this.acceptor);
	}

	/**
	 * Dies like a killed process: stops listening and resets all connections.
	 */
	public void kill() {
		shutDown(SocketEnd.RST);
	}

	@Override
	public void close() {
		shutDown(SocketEnd.FIN);
	}

	private void shutDown(SocketEnd end) {
		stopListening();
		this.connections.forEach((connection) -> connection.shutDown(end));
		this.connections.forEach(ScriptedConnection::join);
	}

	private void acceptAll() {
		while (!this.serverSocket.isClosed()) {
			try {
				this.serverSocket.accept();
			}
			catch (IOException ex) {
				// Closed, or a client that left before it was accepted
			}
		}
	}

	private void accepted(TappedSocket socket) throws IOException {
		socket.setTcpNoDelay(true);
		ConnectionLog connectionLog = this.log.beginConnection();
		ScriptedConnection connection = new ScriptedConnection(socket, this.options.tls(), this.log, connectionLog,
				this.scripts);
		socket.onEnd(connectionLog::endedByClient);
		this.connections.add(connection);
		connection.start();
	}

}
