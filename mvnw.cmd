@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties names, with the arguments
rem given. It is downloaded once, checked, and kept below .m2\wrapper in the user's
rem directory. Where it cannot be had, an installed "mvn" of at least 3.6.3 is used instead.

setlocal
set "MVNW_PROPERTIES=%~dp0.mvn\wrapper\maven-wrapper.properties"
set "MVNW_URL="
set "MVNW_SHA256="
for /f "usebackq tokens=1,* delims==" %%a in ("%MVNW_PROPERTIES%") do (
	if "%%a"=="distributionUrl" set "MVNW_URL=%%b"
	if "%%a"=="distributionSha256Sum" set "MVNW_SHA256=%%b"
)
if "%MVNW_URL%"=="" goto :unusable
if "%MVNW_SHA256%"=="" goto :unusable
for %%f in ("%MVNW_URL:/=\%") do set "MVNW_NAME=%%~nf"
set "MVNW_NAME=%MVNW_NAME:-bin=%"
if "%MAVEN_USER_HOME%"=="" set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "MVNW_DISTS=%MAVEN_USER_HOME%\wrapper\dists"
set "MVNW_HOME=%MVNW_DISTS%\%MVNW_NAME%\%MVNW_SHA256%"
if exist "%MVNW_HOME%\bin\mvn.cmd" goto :run

rem Exit code 2: cannot be had. Exit code 1: had, and not what it should be.
powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command ^
	"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
	"[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12;" ^
	"$work = Join-Path $env:MVNW_DISTS ('.' + $env:MVNW_NAME + '.' + $PID); $code = 2;" ^
	"try {" ^
	"  New-Item -ItemType Directory -Force -Path $work, (Split-Path $env:MVNW_HOME) | Out-Null;" ^
	"  $zip = Join-Path $work 'maven.zip';" ^
	"  Invoke-WebRequest -UseBasicParsing -TimeoutSec 10 -Uri $env:MVNW_URL -OutFile $zip;" ^
	"  $actual = (Get-FileHash -LiteralPath $zip -Algorithm SHA256).Hash.ToLower();" ^
	"  if ($actual -ne $env:MVNW_SHA256) {" ^
	"    $code = 1;" ^
	"    throw ($env:MVNW_URL + ' has the SHA-256 checksum ' + $actual + ', expected ' + $env:MVNW_SHA256);" ^
	"  }" ^
	"  Expand-Archive -LiteralPath $zip -DestinationPath $work;" ^
	"  Move-Item -LiteralPath (Join-Path $work $env:MVNW_NAME) -Destination $env:MVNW_HOME;" ^
	"  $code = 0;" ^
	"} catch { if ($code -eq 1) { [Console]::Error.WriteLine('mvnw: ' + $_) } }" ^
	"finally { Remove-Item -Recurse -Force -LiteralPath $work -ErrorAction SilentlyContinue };" ^
	"exit $code"
if %errorlevel% equ 1 exit /b 1
if exist "%MVNW_HOME%\bin\mvn.cmd" goto :run

set "MVNW_VERSION="
for /f "tokens=3" %%v in ('mvn --version 2^>nul ^| findstr /c:"Apache Maven"') do set "MVNW_VERSION=%%v"
if "%MVNW_VERSION%"=="" goto :none
powershell -NoProfile -NonInteractive -Command "exit [int]([version](($env:MVNW_VERSION -split '-')[0]) -lt [version]'3.6.3')"
if not %errorlevel% equ 0 goto :none
echo mvnw: %MVNW_NAME% could not be downloaded, using the installed Maven %MVNW_VERSION% 1>&2
call mvn %*
exit /b %errorlevel%

:run
call "%MVNW_HOME%\bin\mvn.cmd" %*
exit /b %errorlevel%

:unusable
echo mvnw: %MVNW_PROPERTIES% must set distributionUrl and distributionSha256Sum 1>&2
exit /b 1

:none
echo mvnw: %MVNW_NAME% could not be downloaded from %MVNW_URL%, and no Maven 3.6.3 or newer is installed 1>&2
exit /b 1
