/** The part of socket.io-client 4.8 that the widget uses. */

export interface Socket {
  active: boolean;
  connected: boolean;
  io: { engine?: { close(): void } };
  connect(): this;
  disconnect(): this;
  off(): this;
  emit(event: string, data: unknown): this;
  on(event: string, listener: (data: any) => void): this;
  timeout(milliseconds: number): { emitWithAck(event: string, data: unknown): Promise<any> };
}

export function io(address: string, options: Record<string, unknown>): Socket;
