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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script that ends with a response, which can be changed here. Without a body method
 * the response has no body; a response to {@code HEAD} never has one.
 *
 * @since 0.1.0
 */
public final class ResponseScript extends Script {

	private final Script before;

	private final Response response;

	ResponseScript(Script before, Response response) {
		this.before = before;
		this.response = response;
	}

	/**
	 * Adds a header line.
	 * @param name the name
	 * @param value the value
	 * @return the changed script
	 */
	public ResponseScript header(String name, String value) {
		return with(this.response.withHeader(name + ": " + value));
	}

	/**
	 * Sets the reason phrase.
	 * @param reason the phrase
	 * @return the changed script
	 */
	public ResponseScript reason(String reason) {
		return with(this.response.withReason(reason));
	}

	/**
	 * Sets the version.
	 * @param version such as {@code HTTP/1.0}
	 * @return the changed script
	 */
	public ResponseScript version(String version) {
		return with(this.response.withVersion(version));
	}

	/**
	 * Sets a body with a {@code Content-Length}.
	 * @param text the body, one byte per character
	 * @return the changed script
	 */
	public ResponseScript body(String text) {
		return body(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Sets a body with a {@code Content-Length}.
	 * @param bytes the body
	 * @return the changed script
	 */
	public ResponseScript body(byte[] bytes) {
		return with(this.response.withBody(Response.Framing.LENGTH, List.of(GeneratedBody.of(bytes))));
	}

	/**
	 * Sets a body of any size, made while it is sent, with a {@code Content-Length}. Its
	 * checksum is {@link GeneratedBody#crc32(long)}.
	 * @param size the number of bytes
	 * @return the changed script
	 */
	public ResponseScript generatedBody(long size) {
		return with(this.response.withBody(Response.Framing.LENGTH, List.of(GeneratedBody.ofSize(size))));
	}

	/**
	 * Sets a chunked body. Every chunk is written by itself.
	 * @param chunks the chunks, one byte per character
	 * @return the changed script
	 */
	public ResponseScript chunks(String... chunks) {
		return with(this.response.withBody(Response.Framing.CHUNKED,
				Stream.of(chunks)
					.map((chunk) -> GeneratedBody.of(chunk.getBytes(StandardCharsets.ISO_8859_1)))
					.toList()));
	}

	/**
	 * Adds a trailer line after a chunked body.
	 * @param name the name
	 * @param value the value
	 * @return the changed script
	 */
	public ResponseScript trailer(String name, String value) {
		return with(this.response.withTrailer(name + ": " + value));
	}

	/**
	 * Sets a body that ends with the connection, in an HTTP/1.0 response.
	 * @param text the body, one byte per character
	 * @return the complete script
	 */
	public Script closeDelimited(String text) {
		return version("HTTP/1.0").unframed(text).thenClose();
	}

	/**
	 * Sets a body without saying anything about its length; header lines may say what
	 * they like.
	 * @param text the body, one byte per character
	 * @return the changed script
	 */
	public ResponseScript unframed(String text) {
		return with(this.response.withBody(Response.Framing.NONE,
				List.of(GeneratedBody.of(text.getBytes(StandardCharsets.ISO_8859_1)))));
	}

	/**
	 * Says {@code Connection: close}, and closes after the response.
	 * @return the complete script
	 */
	public Script connectionClose() {
		return header("Connection", "close").thenClose();
	}

	/**
	 * Writes no more than so many bytes of the head.
	 * @param count the number of bytes
	 * @return the script, to be continued with how the connection ends
	 */
	public Script onlyHeadBytes(int count) {
		return with(this.response.withStop(Response.Stop.cut(Response.Part.HEAD, count)));
	}

	/**
	 * Writes the head and nothing of the body.
	 * @return the script, to be continued with how the connection ends
	 */
	public Script onlyHead() {
		return onlyBodyBytes(0);
	}

	/**
	 * Writes the head and so many bytes of the body, not counting the framing of chunks.
	 * @param count the number of bytes
	 * @return the script, to be continued with how the connection ends
	 */
	public Script onlyBodyBytes(long count) {
		return with(this.response.withStop(Response.Stop.cut(Response.Part.BODY, count)));
	}

	/**
	 * Writes everything but the last chunk and the trailers.
	 * @return the script, to be continued with how the connection ends
	 */
	public Script withoutLastChunk() {
		return with(this.response.withStop(Response.Stop.cut(Response.Part.END, 0)));
	}

	/**
	 * Stands still after so many bytes of the head until the gate is opened.
	 * @param count the number of bytes
	 * @param gate the gate
	 * @return the changed script
	 */
	public ResponseScript stallAfterHeadBytes(int count, Gate gate) {
		return with(this.response.withStop(Response.Stop.stall(Response.Part.HEAD, count, gate)));
	}

	/**
	 * Stands still after the head until the gate is opened.
	 * @param gate the gate
	 * @return the changed script
	 */
	public ResponseScript stallAfterHead(Gate gate) {
		return stallAfterBodyBytes(0, gate);
	}

	/**
	 * Stands still after so many bytes of the body until the gate is opened.
	 * @param count the number of bytes, not counting the framing of chunks
	 * @param gate the gate
	 * @return the changed script
	 */
	public ResponseScript stallAfterBodyBytes(long count, Gate gate) {
		return with(this.response.withStop(Response.Stop.stall(Response.Part.BODY, count, gate)));
	}

	private ResponseScript with(Response changed) {
		return new ResponseScript(this.before, changed);
	}

	@Override
	List<Step> steps() {
		List<Step> steps = new ArrayList<>(this.before.steps());
		steps.add(new Step.Respond(this.response));
		return steps;
	}

	@Override
	public String toString() {
		return steps().toString();
	}

}
