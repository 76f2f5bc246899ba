import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
  type HttpException,
} from '@nestjs/common';
import type { Actor } from '../actor';
import { DtoPipe, invalid } from '../dto.pipe';
import { IdPipe } from '../id.pipe';
import { PageQuery, type Page } from '../page';
import { CurrentActor, Requires } from '../requires.decorator';
import { NewUserDto, UserChangesDto } from './user.dto';
import { UsersService, type User, type UserRefusal } from './users.service';

const UNKNOWN = { code: 'USER_UNKNOWN', detail: 'There is no such user.' };
const USER_ID = new IdPipe(UNKNOWN);

@Controller('v1/admin/users')
@Requires('admin')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  list(@Query(new DtoPipe(PageQuery)) { limit, cursor }: PageQuery): Promise<Page<User>> {
    return this.users.list(limit, cursor === undefined ? undefined : emailOf(cursor));
  }

  @Post()
  @HttpCode(200)
  async create(
    @CurrentActor() actor: Actor,
    @Body(new DtoPipe(NewUserDto)) newUser: NewUserDto,
  ): Promise<User> {
    const user = await this.users.create(actor, newUser);
    if (user === 'email_taken') {
      throw new ConflictException({ code: 'EMAIL_TAKEN', detail: 'There is a user with this e-mail.' });
    }
    return user;
  }

  @Patch(':id')
  async change(
    @CurrentActor() actor: Actor,
    @Param('id', USER_ID) id: string,
    @Body(new DtoPipe(UserChangesDto)) changes: UserChangesDto,
  ): Promise<User> {
    const user = await this.users.change(actor, id, changes);
    if (typeof user === 'string') throw refusal(user);
    return user;
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@CurrentActor() actor: Actor, @Param('id', USER_ID) id: string): Promise<void> {
    const result = await this.users.remove(actor, id);
    if (result !== 'removed') throw refusal(result);
  }
}

function refusal(reason: UserRefusal): HttpException {
  return reason === 'unknown'
    ? new NotFoundException(UNKNOWN)
    : new ConflictException({ code: 'LAST_ADMIN', detail: 'One enabled admin has to be left.' });
}

function emailOf(cursor: string): string {
  const email = Buffer.from(cursor, 'base64url').toString();
  if (email.includes('\0')) throw invalid('cursor is not valid.', 'cursor');
  return email;
}
