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

package dev.detour.proxy.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

import dev.detour.proxy.upstream.TlsMaterial;

/**
 * Takes trust and client certificates from SSL bundles.
 *
 * @param bundles the bundles, or {@code null} if the application has none
 */
record SslBundleMaterial(@Nullable SslBundles bundles) implements TlsMaterial {

	@Override
	public SslContextBuilder clientContext(@Nullable String name) throws SSLException {
		SslContextBuilder builder = SslContextBuilder.forClient();
		if (name == null) {
			return builder;
		}
		try {
			SslBundle bundle = bundle(name);
			SslOptions options = bundle.getOptions();
			builder.keyManager(bundle.getManagers().getKeyManagerFactory());
			if (options.getEnabledProtocols() != null) {
				builder.protocols(options.getEnabledProtocols());
			}
			if (options.getCiphers() != null) {
				builder.ciphers(List.of(options.getCiphers()));
			}
			return builder;
		}
		catch (RuntimeException ex) {
			throw unusable(name, ex);
		}
	}

	@Override
	public TrustManagerFactory trust(@Nullable String name) throws SSLException {
		if (name == null) {
			try {
				TrustManagerFactory factory = TrustManagerFactory
					.getInstance(TrustManagerFactory.getDefaultAlgorithm());
				factory.init((KeyStore) null);
				return factory;
			}
			catch (GeneralSecurityException ex) {
				throw new SSLException("The trust of the JVM cannot be used", ex);
			}
		}
		try {
			return bundle(name).getManagers().getTrustManagerFactory();
		}
		catch (RuntimeException ex) {
			throw unusable(name, ex);
		}
	}

	/**
	 * Has a task run whenever a bundle is reloaded, also one that is yet to come.
	 * @param task the task, given the name of the bundle
	 */
	void onReload(Consumer<String> task) {
		if (this.bundles != null) {
			this.bundles.getBundleNames().forEach((name) -> onReload(name, task));
			this.bundles.addBundleRegisterHandler((name, bundle) -> onReload(name, task));
		}
	}

	private void onReload(String name, Consumer<String> task) {
		if (this.bundles != null) {
			this.bundles.addBundleUpdateHandler(name, (bundle) -> task.accept(name));
		}
	}

	private SslBundle bundle(String name) {
		if (this.bundles == null) {
			throw new NoSuchSslBundleException(name, "There are no SSL bundles");
		}
		return this.bundles.getBundle(name);
	}

	private static SSLException unusable(String name, RuntimeException cause) {
		return new SSLException("SSL bundle '" + name + "' cannot be used", cause);
	}

}
