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

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a {@link ScriptedUpstream} does in one exchange: an immutable sequence of steps. A
 * script that does not end the connection lets it go on: what is left of the request is
 * read, and the next request on the connection gets the next script.
 * <p>
 * A script that begins with {@link #accept()} or {@link #handshake()} starts as soon as a
 * connection is made, any other with the first byte of a request. On a connection that is
 * already in use, all start with the first byte of the next request.
 *
 * @since 0.1.0
 */
public abstract sealed class Script permits StepScript, ResponseScript {

	/**
	 * Starts when the connection is accepted, with nothing read (and no TLS handshake).
	 * @return the script
	 */
	public static Script accept() {
		return new StepScript(List.of());
	}

	/**
	 * Starts when the TLS handshake is done, with nothing read.
	 * @return the script
	 */
	public static Script handshake() {
		return accept().then(new Step.Handshake());
	}

	/**
	 * Reads no more than so many bytes of the request's head.
	 * @param count the number of bytes
	 * @return the script
	 */
	public static Script readHeadBytes(int count) {
		return accept().then(new Step.ReadHead(count));
	}

	/**
	 * Reads the request's head and none of its body.
	 * @return the script
	 */
	public static Script readHead() {
		return readHeadBytes(Integer.MAX_VALUE);
	}

	/**
	 * Reads the request's head and so many bytes of its decoded body.
	 * @param count the number of bytes
	 * @return the script
	 */
	public static Script readBodyBytes(long count) {
		return readHead().then(new Step.ReadBody(count));
	}

	/**
	 * Reads the whole request.
	 * @return the script
	 */
	public static Script readRequest() {
		return readHead().thenReadRest();
	}

	/**
	 * Reads the whole request and responds.
	 * @param status the status code
	 * @return the script, whose response can be changed
	 */
	public static ResponseScript respond(int status) {
		return readRequest().thenRespond(status);
	}

	/**
	 * Reads the whole request and writes text as it is.
	 * @param text the text, one byte per character
	 * @return the script
	 */
	public static Script write(String text) {
		return readRequest().thenWrite(text);
	}

	/**
	 * Reads the whole request and never answers.
	 * @return the script
	 */
	public static Script neverAnswer() {
		return readRequest().thenHold();
	}

	/**
	 * Accepts the connection and never reads. On a TLS upstream: the handshake is never
	 * answered.
	 * @return the script
	 */
	public static Script neverRead() {
		return accept().thenHold();
	}

	/**
	 * Switches protocols with 101 and from then on sends back whatever comes.
	 * @param protocol the value of the {@code Upgrade} field
	 * @return the script
	 */
	public static Script upgradeToEcho(String protocol) {
		return readHead().thenRespond(101).header("Connection", "Upgrade").header("Upgrade", protocol).thenEcho();
	}

	/**
	 * Reads so many more bytes of the decoded request body.
	 * @param count the number of bytes
	 * @return the longer script
	 */
	public final Script thenReadBodyBytes(long count) {
		return then(new Step.ReadBody(count));
	}

	/**
	 * Reads what is left of the request.
	 * @return the longer script
	 */
	public final Script thenReadRest() {
		return then(new Step.ReadHead(Integer.MAX_VALUE)).then(new Step.ReadBody(Long.MAX_VALUE));
	}

	/**
	 * Responds.
	 * @param status the status code
	 * @return the longer script, whose response can be changed
	 */
	public final ResponseScript thenRespond(int status) {
		return new ResponseScript(this, Response.of(status));
	}

	/**
	 * Writes text as it is. On a TLS upstream before the handshake: in plain text.
	 * @param text the text, one byte per character
	 * @return the longer script
	 */
	public final Script thenWrite(String text) {
		return then(new Step.Write(text));
	}

	/**
	 * Writes bytes as they are. On a TLS upstream before the handshake: in plain text.
	 * @param bytes the bytes
	 * @return the longer script
	 */
	public final Script thenWrite(byte[] bytes) {
		return thenWrite(new String(bytes, StandardCharsets.ISO_8859_1));
	}

	/**
	 * Stands still until the gate is opened.
	 * @param gate the gate
	 * @return the longer script
	 */
	public final Script thenStall(Gate gate) {
		return then(new Step.Stall(gate));
	}

	/**
	 * Does nothing more, but keeps the connection open for as long as the client does.
	 * @return the longer script
	 */
	public final Script thenHold() {
		return then(new Step.Hold());
	}

	/**
	 * Sends back whatever comes, until the client ends the connection.
	 * @return the longer script
	 */
	public final Script thenEcho() {
		return then(new Step.Echo());
	}

	/**
	 * Closes the connection so that the client sees a FIN, whatever is still unread. With
	 * TLS, a {@code close_notify} goes before it.
	 * @return the complete script
	 */
	public final Script thenClose() {
		return then(new Step.Close());
	}

	/**
	 * Resets the connection.
	 * @return the complete script
	 */
	public final Script thenReset() {
		return then(new Step.Reset());
	}

	/**
	 * Closes the connection with a FIN, even with TLS without a {@code close_notify}.
	 * @return the complete script
	 */
	public final Script thenTruncate() {
		return then(new Step.Truncate());
	}

	abstract List<Step> steps();

	final boolean startsOnAccept() {
		List<Step> steps = steps();
		return steps.isEmpty() || !steps.get(0).isReading();
	}

	private Script then(Step step) {
		return StepScript.of(this, step);
	}

}
